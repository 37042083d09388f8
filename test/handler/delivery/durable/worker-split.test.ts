import { describe, expect, it, vi } from "vitest";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import { accept } from "../../../../handler/delivery/durable/inbox";
import { parseCallback } from "../../../../handler/callback/parse";
import { keyOf } from "../../../../handler/delivery/durable/key";
import { INBOX, success, setUp, archived } from "./worker-support";
import type { Run } from "./worker-support";

describe("a worker, with a callback of several jobs", () => {
  it("splits a callback with several jobs into one for each, and loses none if it dies in between", async () => {
    const run = vi.fn<Run>(() => Promise.resolve({}));
    const { store, worker } = await setUp(run);
    const job = (id: string): string =>
      `<JobsDetail><JobId>${id}</JobId><Tag>Snapshot</Tag><State>Success</State></JobsDetail>`;
    const body = Buffer.from(`<Response><EventName>TaskFinish</EventName>${job("j1")}${job("j2")}</Response>`);
    const head = { key: keyOf(parseCallback(body), () => ""), source: "callback", receivedAt: 1, headers: {} } as const;
    await accept(store, { head, body });
    const combinedName = `inbox/${head.key}`;
    store.before = (operation) => {
      if (operation === "create inbox/job_j2_Success") throw new Error("the process is killed here");
    };
    expect(await worker.process(combinedName)).toBe("failed");
    store.before = () => {};
    expect(await worker.process("inbox/job_j1_Success")).toBe("done");
    store.now += 1000;
    expect(await worker.process(combinedName)).toBe("split");
    expect(store.names("inbox/")).toEqual(["inbox/job_j1_Success", "inbox/job_j2_Success", INBOX]);
    expect(await worker.process("inbox/job_j1_Success")).toBe("over");
    expect(await worker.process("inbox/job_j2_Success")).toBe("done");
    expect(run).toHaveBeenCalledTimes(2);
    const parsed = parseCallback(archived(store, "done/job_j2_Success").body);
    expect(parsed).toMatchObject({ type: "jobs", jobs: [{ jobId: "j2", state: "Success" }] });
  });

  it("resumes a split where the last worker stopped, and gives up only without progress", async () => {
    const { store, journal, worker } = await setUp(() => Promise.resolve(success), {
      retry: { maxAttempts: 2, firstDelayMs: 1, maxDelayMs: 1 },
    });
    store.objects.clear();
    const details = Array.from({ length: 350 }, (_, n) => ({ JobId: `j${n}`, Tag: "T", State: "Success" }));
    const body = JSON.stringify({ EventName: "TaskFinish", JobsDetail: details, junk: "x".repeat(20_000) });
    const key = keyOf(parseCallback(body), () => "");
    await accept(store, { head: { key, source: "callback", receivedAt: 1, headers: {} }, body });
    let writesLeft = 120;
    store.before = (operation) => {
      if (operation.startsWith("create inbox/") && writesLeft-- <= 0) throw new Error("the bucket fails");
    };
    const results: string[] = [];
    for (let time = 0; time < 4; time++) {
      writesLeft = 120;
      results.push(await worker.process(`inbox/${key}`));
      store.now += 10;
    }
    expect(results).toEqual(["failed", "failed", "failed", "split"]);
    expect(store.names("inbox/")).toHaveLength(350);
    expect(progressOf(await journal.read(key))).toMatchObject({ phase: "done", parts: 300 });
    // Fields next to the jobs are not copied to all 350 callbacks.
    expect(store.objects.get("inbox/job_j0_Success")!.content.length).toBeLessThan(1000);
  });
});
