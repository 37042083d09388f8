import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { withDeadline } from "../../api/deadline";

/** Work that ends only when its signal aborts, and keeps no reference to the signal but its listener. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
}

it("aborts work that takes longer, also after the garbage collector has run", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { signal } = new AbortController();
  const calls = Array.from({ length: 50 }, () =>
    withDeadline(100, signal, untilAborted).catch((error: Error) => error.name),
  );
  for (let round = 0; round < 5; round++) {
    collect();
    await wait(5);
  }
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, () => "TimeoutError"));
});

it("aborts with the reason that it is given", async () => {
  const call = withDeadline(1, undefined, untilAborted, () => new Error("the limit of 1 ms"));
  await expect(call).rejects.toThrow("the limit of 1 ms");
});

it("aborts work with the given signal's reason", async () => {
  const controller = new AbortController();
  const call = withDeadline(60_000, controller.signal, untilAborted);
  controller.abort(new Error("closed"));
  await expect(call).rejects.toThrow("closed");
});

it("passes an aborted signal to the work if the given signal is aborted", async () => {
  const state = await withDeadline(60_000, AbortSignal.abort(), ({ aborted }) => Promise.resolve(aborted));
  expect(state).toBe(true);
});

it("returns the result of the work, and leaves no timer", async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  expect(await withDeadline(60_000, undefined, () => Promise.resolve("done"))).toBe("done");
  expect(timers()).toBe(before);
});

it.each(["api", "cli", "handler", "lib", "local", "provider", "testing"])(
  "%s/ does not call AbortSignal.any or AbortSignal.timeout, whose signals may be garbage-collected",
  (room) => {
    const folder = join(__dirname, "../..", room);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(files.length).toBeGreaterThan(0);
    const calls = files.filter((name) =>
      /\bAbortSignal\.(any|timeout)\(/.test(readFileSync(join(folder, name), "utf8")),
    );
    expect(calls).toEqual([]);
  },
);
