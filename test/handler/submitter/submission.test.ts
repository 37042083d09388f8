import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createJournal } from "../../../handler/delivery/durable/journal";
import { failedName, SubmissionBusyError, submitOnce } from "../../../handler/submitter/submission";
import type { SubmissionResult } from "../../../handler/submitter/submission";
import { MemoryStore } from "../delivery/durable/memory-store";

const KEY = "0123456789abcdef0123456789abcdef";
const LEASE_MS = 65_000;

let store: MemoryStore;
/** Jobs in CI. */
let jobs: string[];
let alarms: string[];

beforeEach(() => {
  store = new MemoryStore();
  jobs = [];
  alarms = [];
});

interface Faults {
  /** CI's answer to a submission. */
  readonly create?: () => Promise<string>;
  readonly find?: () => Promise<string | undefined>;
  readonly hasTime?: () => boolean;
}

const createJob = (): Promise<string> => {
  jobs.push(`j${jobs.length + 1}`);
  return Promise.resolve(jobs.at(-1)!);
};

function submit({ create = createJob, find, hasTime = () => true }: Faults = {}): Promise<SubmissionResult> {
  const { clock } = store;
  store.now += 1; // no call begins at the time at which another ends
  return submitOnce(
    { key: KEY, about: { object: "videos/a.mp4" }, create, find: find ?? (() => Promise.resolve(jobs[0])) },
    {
      ...{ store, clock, hasTime, startedAt: clock.now(), leaseMs: LEASE_MS, maxAttempts: 3 },
      journal: createJournal({ store, clock, settleMs: 0 }),
      onGivenUp: (_, attempts, error) => alarms.push(`${attempts} ${error.message}`),
    },
  );
}

const refuse = (): Promise<never> => Promise.reject(new Error("QueuePaused"));

describe("a submission", () => {
  it("submits once and ignores a repeated event", async () => {
    expect(await submit()).toEqual({ result: "submitted", jobId: "j1", attempt: 1 });
    expect(await submit()).toEqual({ result: "repeated" });
    expect(jobs).toEqual(["j1"]);
  });

  it("is made once for simultaneous events", async () => {
    const results = await Promise.all([submit(), submit(), submit()]);
    expect(results.map(({ result }) => result).sort()).toEqual(["repeated", "repeated", "submitted"]);
    expect(jobs).toEqual(["j1"]);
  });

  it("is retried at once after a recorded failure, and asks CI first", async () => {
    await expect(submit({ create: refuse })).rejects.toThrow("QueuePaused");
    let lookups = 0;
    const find = (): Promise<undefined> => Promise.resolve(void lookups++);
    expect(await submit({ find })).toEqual({ result: "submitted", jobId: "j1", attempt: 2 });
    expect(lookups).toBe(1);
  });

  it("leaves further attempts for later if events are simultaneous", async () => {
    const results = await Promise.allSettled([submit({ create: refuse }), submit({ create: refuse })]);
    const reasons = results.map((result) => (result.status === "rejected" ? (result.reason as Error).name : ""));
    expect(reasons.sort()).toEqual(["Error", "SubmissionBusyError"]);
    expect(await submit()).toMatchObject({ result: "submitted", attempt: 2 });
  });

  it("is given up after the last attempt with a record and one alarm, and not resumed", async () => {
    for (let attempt = 1; attempt <= 3; attempt++) await expect(submit({ create: refuse })).rejects.toThrow();
    expect(alarms).toEqual(["3 QueuePaused"]);
    expect(JSON.parse(store.text(failedName(KEY))!)).toMatchObject({
      object: "videos/a.mp4",
      attempts: 3,
      error: { name: "Error", message: "QueuePaused" },
    });
    expect(await submit()).toEqual({ result: "repeated" });
    expect(jobs).toEqual([]);
  });

  it("is found after a crash between CI's answer and the record", async () => {
    await crashAfterSubmitting();
    store.now += LEASE_MS;
    expect(await submit()).toEqual({ result: "found", jobId: "j1", attempt: 2 });
    expect(jobs).toEqual(["j1"]);
  });

  it("is made after a crash between the claim and CI", async () => {
    const killDuringCreate = (): Promise<never> => {
      store.before = () => {
        throw new Error("killed");
      };
      return Promise.reject(new Error("killed"));
    };
    await expect(submit({ create: killDuringCreate })).rejects.toThrow("killed");
    store.before = () => {};
    store.now += LEASE_MS;
    expect(await submit()).toMatchObject({ result: "submitted", jobId: "j1" });
  });

  it("is found if CI's answer was lost", async () => {
    const loseAnswer = async (): Promise<never> => {
      await createJob();
      throw new Error("ECONNRESET");
    };
    await expect(submit({ create: loseAnswer })).rejects.toThrow("ECONNRESET");
    expect(await submit()).toMatchObject({ result: "found", jobId: "j1" });
    expect(jobs).toEqual(["j1"]);
  });

  it("waits for a concurrent call, and lets the platform retry if there is no time", async () => {
    await crashAfterSubmitting();
    await expect(submit({ hasTime: () => false })).rejects.toThrow(SubmissionBusyError);
    const before = store.now;
    expect(await submit()).toMatchObject({ result: "found" });
    expect(store.now - before).toBeGreaterThanOrEqual(LEASE_MS - 1000);
  });

  it("is made exactly once, or given up with an alarm, for any failures and repeated events", async () => {
    const step = fc.constantFrom("ok", "refused", "lost", "killed before", "killed after");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        store = new MemoryStore();
        jobs = [];
        alarms = [];
        for (const fault of [...steps, "ok"]) {
          await submitWithFault(fault);
          store.now += LEASE_MS;
        }
        expect(jobs.length).toBeLessThanOrEqual(1);
        expect(jobs.length + alarms.length).toBeGreaterThanOrEqual(1);
        expect(store.names("failed/").length).toBe(alarms.length);
      }),
      { numRuns: 300 },
    );
  });
});

/** The call ends after the submission: nothing more is written. */
async function crashAfterSubmitting(): Promise<void> {
  await expect(
    submit({
      create: async () => {
        const id = await createJob();
        store.before = () => {
          throw new Error("killed");
        };
        return id;
      },
    }),
  ).rejects.toThrow("killed");
  store.before = () => {};
}

async function submitWithFault(fault: string): Promise<void> {
  const kill = (): void => {
    store.before = () => {
      throw new Error("killed");
    };
  };
  const create = async (): Promise<string> => {
    if (fault === "refused") throw new Error("refused");
    if (fault === "killed before") {
      kill();
      throw new Error("killed");
    }
    const id = await createJob();
    if (fault === "lost") throw new Error("lost");
    if (fault === "killed after") kill();
    return id;
  };
  await submit({ create }).catch(() => {});
  store.before = () => {};
}
