import { describe, expect, it, vi } from "vitest";
import { nextStep, progressOf } from "../../../../handler/delivery/durable/entry";
import { MAX_OBJECT_BYTES } from "../../../../handler/delivery/durable/envelope";
import { redrive } from "../../../../handler/delivery/durable/redrive";
import { UnreadableError } from "../../../../handler/delivery/durable/seal";
import { OversizedError } from "../../../../handler/delivery/durable/store";
import { BODY, INBOX, LEASE_MS, success, failure, setUp, archived } from "./worker-support";
import type { Run } from "./worker-support";

describe("a worker with a failing bucket or platform", () => {
  it("deletes nothing of a round that a stale read of the journal does not contain", async () => {
    const { store, journal, worker } = await setUp(() => Promise.resolve({ ...failure, permanent: true }));
    await worker.process(INBOX);
    expect(await redrive(store, journal, "k", store.clock)).toBe("redriven");
    const get = store.get.bind(store);
    store.get = (name) => (name === "journal/k/0004" ? Promise.resolve(undefined) : get(name));
    expect(await worker.process("inbox/k~0004")).toBe("left");
    store.get = get;
    expect(store.names("inbox/")).toEqual(["inbox/k~0004"]);
    expect(await worker.process("inbox/k~0004")).toBe("dead");
    expect([store.names("inbox/"), store.names("dead/")]).toEqual([[], ["dead/k~0004"]]);
  });

  it("does not begin if writing its claim took so long that another may have taken over", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, worker } = await setUp(run);
    store.before = (operation) => {
      if (operation === "create journal/k/0001") store.now += LEASE_MS;
    };
    expect(await worker.process(INBOX)).toBe("lost");
    expect(run).not.toHaveBeenCalled();
  });

  it.each<[string, (content: Uint8Array) => Uint8Array]>([
    ["nothing", () => Buffer.alloc(0)],
    ["an error document", () => Buffer.from("<Error><Code>InternalError</Code></Error>")],
    ["a truncated object", (content) => content.subarray(0, content.length - 1)],
    ["the header alone", (content) => content.subarray(0, content.indexOf(10) + 1)],
  ])("reads again if a read returns %s, and changes nothing if all reads do", async (_, damage) => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const { store, worker } = await setUp(run);
    const content = store.objects.get(INBOX)!.content;
    let damagedReads = Infinity;
    const get = store.get.bind(store);
    store.get = async (name) => (name === INBOX && damagedReads-- > 0 ? damage(content) : get(name));
    await expect(worker.process(INBOX)).rejects.toThrow(UnreadableError);
    expect(store.names()).toEqual([INBOX]);
    damagedReads = 2;
    expect(await worker.process(INBOX)).toBe("done");
    expect(Buffer.from(archived(store, "done/k").body).equals(BODY)).toBe(true);
  });

  it("counts no run if the bucket fails between the claim and user code", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(failure));
    const { store, journal, worker } = await setUp(run);
    for (let claim = 1; claim <= 5; claim++) {
      store.before = (operation) => {
        // The bucket fails after each worker's claim until the worker's time is up.
        if (operation === `create journal/k/000${claim + 1}`) {
          store.now += LEASE_MS;
          throw new Error("the bucket fails");
        }
      };
      await expect(worker.process(INBOX)).rejects.toThrow("the bucket fails");
    }
    store.before = () => {};
    expect(progressOf(await journal.read("k"))).toMatchObject({ claims: 5, idle: 5, attempts: 0 });
    expect(await worker.process(INBOX)).toBe("failed");
    expect(run.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1]);
  });

  it("gives up and reports a callback that never reaches user code in a hundred claims", async () => {
    const run = vi.fn<Run>(() => Promise.resolve(success));
    const onDead = vi.fn();
    const { store, journal, worker } = await setUp(run, { onDead });
    let progress = progressOf([]);
    for (let claim = 0; claim < 99; claim++) {
      progress = (await journal.append("k", progress, { kind: "claim", until: store.now }))!;
    }
    expect(nextStep(progress, store.now, { maxAttempts: 1, firstDelayMs: 1, maxDelayMs: 1 })).toBe("claim");
    await journal.append("k", progress, { kind: "claim", until: store.now });
    expect(await worker.process(INBOX)).toBe("dead");
    expect(run).not.toHaveBeenCalled();
    expect(onDead.mock.calls).toMatchObject([[{ attempts: 0, error: { name: "NotBegun" } }]]);
  });

  it("records an oversized object as dead and leaves it in place", async () => {
    const onDead = vi.fn();
    const { store, worker } = await setUp(() => Promise.resolve(success), { onDead });
    const get = store.get.bind(store);
    store.get = (name) => (name === INBOX ? Promise.reject(new OversizedError(name)) : get(name));
    await expect(worker.process(INBOX)).rejects.toThrow("is listed as smaller");
    expect(store.names("journal/")).toEqual([]);
    store.write(INBOX, Buffer.alloc(MAX_OBJECT_BYTES + 1));
    expect(await worker.process(INBOX)).toBe("dead");
    expect(await worker.process(INBOX)).toBe("dead");
    expect(onDead.mock.calls).toMatchObject([[{ attempts: 0, error: { name: "Oversized" } }]]);
    expect(store.names().filter((name) => !name.startsWith("journal/"))).toEqual(["dead/k", INBOX]);
  });
});
