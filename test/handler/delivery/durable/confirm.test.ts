import { describe, expect, it } from "vitest";
import { parseCallback } from "../../../../handler/callback/parse";
import { jobRef } from "../../../../handler/delivery/durable/ci-history";
import type { CiItem } from "../../../../handler/delivery/durable/ci-history";
import type { Envelope } from "../../../../handler/delivery/durable/envelope";
import { openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { jobKey } from "../../../../handler/delivery/durable/key";
import { Worker } from "../../../../handler/delivery/durable/worker";
import { MemoryStore } from "./memory-store";

const KEY = jobKey("j1", "Success");
const INBOX = `inbox/${KEY}`;
const bodyOf = (object: string, state = "Success"): string =>
  JSON.stringify({
    EventName: "TaskFinish",
    JobsDetail: [{ JobId: "j1", Tag: "Snapshot", State: state, Input: { Object: object }, Operation: {} }],
  });

/** A worker, and a CI that knows the job j1 in a state, or not at all. */
function setUp() {
  const store = new MemoryStore();
  const { clock } = store;
  const ci: { state?: string; isDown: boolean } = { state: "Success", isDown: false };
  const processed: string[] = [];
  const dead: string[] = [];
  const item = (state: string): CiItem => ({
    ...{ ref: jobRef("j1", "Snapshot"), key: jobKey("j1", state), createdAt: 0 },
    endedAt: state === "Running" ? undefined : 1,
    body: () => Promise.resolve(bodyOf("real.mp4", state)),
  });
  const worker = new Worker({
    ...{ store, clock, journal: createJournal({ store, clock, settleMs: 0 }), leaseMs: 60_000 },
    retry: { maxAttempts: 2, firstDelayMs: 1000, maxDelayMs: 1000 },
    history: {
      get: (ref) => {
        if (ci.isDown) return Promise.reject(new Error("CI is down"));
        return Promise.resolve(ref === jobRef("j1", "Snapshot") && ci.state !== undefined ? item(ci.state) : undefined);
      },
    },
    run: ({ body }: Envelope) => {
      const event = parseCallback(body);
      processed.push(event.type === "jobs" ? (event.jobs[0]!.input?.object ?? "") : event.type);
      return Promise.resolve({});
    },
    onDead: ({ key, error }) => dead.push(`${key.split("_")[0]} ${error.name}`),
  });
  const post = (body: string): Promise<string> =>
    accept(store, { head: { key: KEY, source: "callback", receivedAt: clock.now(), headers: {} }, body });
  const drain = async (): Promise<void> => {
    for (let round = 0; round < 8; round++) {
      for (const name of store.names("inbox/")) await worker.process(name);
      store.now += 1000;
    }
  };
  return { store, ci, processed, dead, worker, post, drain };
}

describe("a callback that CI must confirm", () => {
  it("reaches user code with CI's data, whatever its body contains", async () => {
    const { store, processed, post, drain } = setUp();
    await post(bodyOf("forged.mp4"));
    expect(await post(bodyOf("real.mp4"))).toBe("duplicate");
    await drain();
    expect(processed).toEqual(["real.mp4"]);
    expect(Buffer.from(openEnvelope(store.objects.get(`done/${KEY}`)!.content, KEY).body).toString()).toContain("real");
  });

  it("occupies no key until CI confirms it, and then delivers CI's data", async () => {
    const { store, ci, processed, dead, worker, post, drain } = setUp();
    ci.state = "Running";
    await post(bodyOf("forged.mp4"));
    expect(await worker.process(INBOX)).toBe("unconfirmed");
    await drain();
    expect([processed, dead, store.names("journal/")]).toEqual([[], [], []]);
    ci.state = "Success";
    expect(await post(bodyOf("real.mp4"))).toBe("duplicate");
    await drain();
    expect([processed, dead]).toEqual([["real.mp4"], []]);
  });

  it("becomes dead under a key of its own after two days, and frees the job's key", async () => {
    const { store, ci, processed, dead, post, drain } = setUp();
    ci.state = undefined;
    await post(bodyOf("forged.mp4"));
    store.now += 48 * 3_600_000;
    await drain();
    expect([processed, dead]).toEqual([[], ["unconfirmed Unconfirmed"]]);
    expect(store.names(`journal/${KEY}`)).toEqual([]);
    ci.state = "Success";
    expect(await post(bodyOf("real.mp4"))).toBe("accepted");
    await drain();
    expect(processed).toEqual(["real.mp4"]);
  });

  it("does not become dead if CI is unreachable more often than user code may run", async () => {
    const { ci, processed, dead, post, drain } = setUp();
    ci.isDown = true;
    await post(bodyOf("real.mp4"));
    await drain();
    ci.isDown = false;
    await drain();
    expect([processed, dead]).toEqual([["real.mp4"], []]);
  });

  it.each([
    ["cannot be read", "no callback"],
    ["names another job than its key", bodyOf("forged.mp4").replace("j1", "j2")],
    ["cannot be looked up", JSON.stringify({ code: 0, data: { forbidden_status: 0, event: "ReviewImage" } })],
  ])("frees the job's key at once if its body %s", async (_, body) => {
    const { store, processed, dead, worker, post, drain } = setUp();
    await post(body);
    expect(await worker.process(INBOX)).toBe("unconfirmed");
    expect([store.names(INBOX), store.names("journal/")]).toEqual([[], []]);
    expect(await post(bodyOf("real.mp4"))).toBe("accepted");
    await drain();
    expect(processed).toEqual(["real.mp4"]);
    expect(dead).toHaveLength(1);
    expect(dead[0]).toMatch(/^unconfirmed /);
  });
});
