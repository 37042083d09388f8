import { describe, expect, it } from "vitest";
import type { TimeLimitError } from "../../../provider/plugin/timeouts";
import { parseDuration, withinLimit } from "../../../provider/plugin/timeouts";

describe("durations", () => {
  // @see https://github.com/golang/go/blob/go1.24.0/src/time/time_test.go, parseDurationTests
  it.each([
    ...([
      ["5s", 5000],
      ["30s", 30_000],
      ["1478s", 1_478_000],
      ["5.0s", 5000],
      ["5.6s", 5600],
      ["5.s", 5000],
    ] as const),
    ...([
      [".5s", 500],
      ["1.004s", 1004],
      ["10ns", 1e-5],
      ["11us", 0.011],
      ["12µs", 0.012],
      ["12μs", 0.012],
    ] as const),
    ...([
      ["13ms", 13],
      ["14s", 14_000],
      ["15m", 900_000],
      ["16h", 57_600_000],
      ["3h30m", 12_600_000],
    ] as const),
    ...([
      ["10.5s4m", 250_500],
      ["1h2m3s4ms", 3_723_004],
      ["39h9m14.425s", 140_954_425],
    ] as const),
  ])("are read as Go reads %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 6);
  });

  it.each(["", "3", "-", "s", ".", "-.", ".s", "+.s", "1d", " 1s", "1s ", "5e3s", "1m30"])("are not %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

const LIMITS = { create: "20ms", read: "1h", update: "1h", delete: "1h" };
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

describe("a time limit", () => {
  it("stops the work and names it", async () => {
    const work = withinLimit("create", null, LIMITS, new AbortController().signal, untilAborted);
    await expect(work).rejects.toThrow("The create did not end within 20ms");
    await expect(work.catch((error: TimeLimitError) => Promise.reject(error.during("Making it")))).rejects.toThrow(
      "Making it did not end within 20ms",
    );
  });

  it("is the configured one, if any", async () => {
    const work = withinLimit("update", { update: "15ms" }, LIMITS, new AbortController().signal, untilAborted);
    await expect(work).rejects.toThrow("did not end within 15ms");
  });

  it("does not hide the reason of a stop before or during the work", async () => {
    const stop = new AbortController();
    const work = withinLimit("read", null, LIMITS, stop.signal, untilAborted);
    stop.abort(new Error("stopped"));
    await expect(work).rejects.toThrow("stopped");
    await expect(
      withinLimit("read", null, LIMITS, stop.signal, (signal) => Promise.reject(signal.reason as Error)),
    ).rejects.toThrow("stopped");
  });

  it("does not exist for a type without time limits", async () => {
    const { signal } = new AbortController();
    expect(await withinLimit("read", null, undefined, signal, (same) => same === signal)).toBe(true);
  });
});
