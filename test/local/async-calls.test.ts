import { describe, expect, it, vi } from "vitest";
import { Clock } from "../../local/clock";
import { AsyncCalls, MAX_ASYNC_PAYLOAD_BYTES } from "../../local/scf/async-calls";
import { FunctionError, STATUS } from "../../local/scf/errors";
import type { Functions } from "../../local/scf/functions";

const TARGET = { region: "ap-guangzhou", namespace: "default", name: "f" };

function setUp(invoke: () => Promise<string>) {
  const clock = new Clock();
  const functions = { invoke: vi.fn(invoke) };
  return { clock, functions, calls: new AsyncCalls(functions as unknown as Functions, clock, 1) };
}

describe("an asynchronous call", () => {
  it("accepts events of up to 128 KB", async () => {
    const { clock, functions, calls } = setUp(() => Promise.resolve("null"));
    calls.call(TARGET, "$LATEST", "x".repeat(MAX_ASYNC_PAYLOAD_BYTES));
    expect(() => calls.call(TARGET, "$LATEST", "x".repeat(MAX_ASYNC_PAYLOAD_BYTES + 1))).toThrow(
      "the event of an asynchronous call must be at most 131072 bytes (got 131073)",
    );
    await clock.idle();
    expect(functions.invoke).toHaveBeenCalledTimes(1);
  });

  it("is repeated under the same request id until it succeeds", async () => {
    let failures = 1;
    const { clock, functions, calls } = setUp(() =>
      failures-- > 0 ? Promise.reject(new FunctionError(STATUS.userException, "no")) : Promise.resolve("null"),
    );
    calls.call(TARGET, "$LATEST", "{}");
    await clock.idle();
    expect(calls.all.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, "no"],
      [2, undefined],
    ]);
    const ids = functions.invoke.mock.calls as unknown as readonly (readonly unknown[])[];
    expect(ids[0]![3]).toBe(ids[1]![3]);
  });

  it("is not repeated after a permanent failure", async () => {
    const { clock, calls } = setUp(() => Promise.reject(new FunctionError(STATUS.notFound, "no such function")));
    calls.call(TARGET, "$LATEST", "{}");
    await clock.idle();
    expect(calls.all).toHaveLength(1);
  });
});
