/** Saved objects are converted to the schema, which may have changed since they were saved. */
import { expect, it } from "vitest";
import type { Block, BlockNesting } from "../../../provider/plugin/schema";
import { conform, conformBlock } from "../../../provider/plugin/state-json";

const rule = (mode: BlockNesting, value: "string" | "dynamic" = "string"): Block => ({
  block_types: {
    rule: {
      nesting_mode: mode,
      block: {
        attributes: { type: { type: "string", optional: true }, value: { type: value, optional: true } },
      },
    },
  },
});

it.each(["single", "group"] as const)("keeps a %s block whose only members are type and value", (mode) => {
  for (const saved of [
    { type: "A", value: null },
    { type: "string", value: "x" },
  ]) {
    expect(conformBlock({ rule: saved }, rule(mode))).toEqual({ rule: saved });
  }
});

it("keeps blocks of a map whose keys are type and value", () => {
  const saved = { type: { type: "A", value: "1" }, value: { type: "B", value: "2" } };
  expect(conformBlock({ rule: saved }, rule("map"))).toEqual({ rule: saved });
});

it("keeps one block that is now the first of a list", () => {
  expect(conformBlock({ rule: { type: "A", value: "1" } }, rule("list"))).toEqual({
    rule: [{ type: "A", value: "1" }],
  });
});

it("reads blocks that were saved with their type, whether or not the schema still has dynamic attributes", () => {
  const element = { type: "A", value: { type: "string", value: "1" } };
  const object = ["object", { type: "string", value: "dynamic" }];
  const list = { value: [element], type: ["tuple", [object]] };
  const map = { value: { a: element }, type: ["object", { a: object }] };
  for (const value of ["string", "dynamic"] as const) {
    expect(conformBlock({ rule: list }, rule("list", value))).toEqual({ rule: [{ type: "A", value: "1" }] });
    expect(conformBlock({ rule: map }, rule("map", value))).toEqual({ rule: { a: { type: "A", value: "1" } } });
  }
});

it("reads a dynamic value with its type, and keeps an object that only has the same members", () => {
  expect(conform({ type: ["object", { a: "string" }], value: { a: "x" } }, "dynamic")).toEqual({ a: "x" });
  expect(conform({ type: "A", value: "x" }, "dynamic")).toEqual({ type: "A", value: "x" });
});
