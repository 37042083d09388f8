import { expect, it } from "vitest";
import { Logs } from "../../local/scf/logs";

const LINE = { namespace: "default", functionName: "f", version: "1", requestId: "r", stream: "stdout" } as const;

function logsOf(texts: readonly string[]): Logs {
  const logs = new Logs(() => new Date(0));
  for (const text of texts) logs.add({ ...LINE, text });
  return logs;
}

it("drops the oldest lines of all calls only until the rest is below the limit", () => {
  const long = Array.from({ length: 60 }, (_, n) => `${n}`.padEnd(1_000_000, "x"));
  const kept = logsOf([...long, "the newest line"]).all.map(({ text }) => text);
  expect(kept.at(-1)).toBe("the newest line");
  expect(kept.length).toBeGreaterThan(40);
  expect(kept).toEqual([...long, "the newest line"].slice(-kept.length));
});

it("keeps a newest line that is longer than the limit", () => {
  const kept = logsOf(["before", "x".repeat(51_000_000)]).all;
  expect(kept.map(({ text }) => text.length)).toEqual([51_000_000]);
});

it("drops lines by their number", () => {
  const texts = Array.from({ length: 100_001 }, (_, n) => String(n));
  const kept = logsOf(texts).all.map(({ text }) => text);
  expect(kept.length).toBeGreaterThan(80_000);
  expect(kept.length).toBeLessThanOrEqual(100_000);
  expect(kept.at(-1)).toBe("100000");
});
