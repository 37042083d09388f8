import { describe, expect, it } from "vitest";
import type { Options } from "../../cli/callbacks/options";
import { watch } from "../../cli/callbacks/watch";
import { createOutput } from "../../cli/output";
import { PROBE } from "../../handler/delivery/durable/guard";
import { MemoryStore } from "../handler/delivery/durable/memory-store";

/** Watches an inbox for a number of refreshes, calls `change` between them, and returns the output. */
async function watched(isJson: boolean, looks: number, change: (store: MemoryStore, look: number) => void) {
  const store = new MemoryStore();
  await store.put(PROBE, "");
  const written = { out: "", err: "" };
  let abandon: (error: NodeJS.ErrnoException) => void = () => {};
  let look = 0;
  const list = store.list.bind(store);
  store.list = (prefix, after) => {
    if (prefix === "inbox/" && after === "") change(store, ++look);
    if (prefix === "dead/" && look === looks) abandon(Object.assign(new Error(), { code: "EPIPE" }));
    return list(prefix, after);
  };
  const out = {
    write: (text: string) => (written.out += text),
    on: (_: "error", listener: typeof abandon) => void (abandon = listener),
  };
  // The reader closes the pipe after the last refresh, so its line is not written.
  const options = { words: [], intervalMs: 5, store, bucket: "b", prefix: "p/" } as unknown as Options;
  const code = await watch(options, createOutput(isJson, out, { write: (text: string) => (written.err += text) }));
  return { code, lines: written.out.split("\n").filter((line) => line !== ""), err: written.err };
}

describe("callbacks list --watch", () => {
  const drain = (store: MemoryStore, look: number): void => {
    if (look === 1) for (let index = 0; index < 10; index++) void store.put(`inbox/job_${index}`, "x");
    if (look === 2) for (let index = 0; index < 4; index++) void store.delete(`inbox/job_${index}`);
    if (look === 2) void store.put("dead/job_0", "x");
  };

  it("prints waiting, done per second and dead after each refresh until the pipe is closed", async () => {
    const { code, lines, err } = await watched(false, 3, drain);
    expect([code, err]).toEqual([0, ""]);
    expect(lines[0]).toMatch(/^\d{4}-\S+Z {2}10 waiting, 0 dead$/);
    expect(lines[1]).toMatch(/Z {2}6 waiting, [\d.]+ done a second, 1 dead, about \d+ s left$/);
    expect(lines).toHaveLength(2);
  });

  it("prints JSON lines, with a rate from the second refresh on", async () => {
    const { lines } = await watched(true, 3, drain);
    const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toEqual({ at: expect.any(String) as string, waiting: 10, dead: 0 });
    expect(second).toMatchObject({ waiting: 6, dead: 1 });
    expect(second!["donePerSecond"]).toBeGreaterThan(0);
  });

  it("reports a rate of zero if no callback leaves the inbox", async () => {
    const { lines } = await watched(true, 4, (store, look) => void (look === 1 && store.put("inbox/job_1", "x")));
    expect(lines.slice(1).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { waiting: 1, donePerSecond: 0 },
      { waiting: 1, donePerSecond: 0 },
    ]);
    expect(lines.join()).not.toContain("leftSeconds");
  });

  it("continues after a failed refresh, unless it is the first", async () => {
    const fails = (at: number) => (_: MemoryStore, look: number) => {
      if (look === at) throw new Error("COS \u001b[2J is away");
    };
    const { lines, err } = await watched(false, 4, fails(2));
    expect(err).toBe("failed: COS \\u001b[2J is away\n");
    expect(lines).toHaveLength(2);
    await expect(watched(false, 2, fails(1))).rejects.toThrow("is away");
  });
});
