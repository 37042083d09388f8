import { describe, expect, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { TOPIC } from "../../harness/topic-deployment";
import { beforeAndAfter, killAt, linesOf, names, sharedDeployment, startTopicDeployment } from "./deployment";
import type { DurableDeployment } from "./deployment";

const send = ({ cloud, callbackUrl }: DurableDeployment, jobId: string): unknown =>
  cloud.deliver(callbackUrl, jobCallback(jobId), "JSON");

/** Names of archived callbacks, once topic and inbox are empty. */
async function archived(deployment: DurableDeployment): Promise<string[]> {
  const isRead = deployment.cloud.lags.every(({ lag }) => lag === 0);
  if (!isRead || (await names(deployment, "inbox/")).length > 0) return [];
  return [...(await names(deployment, "dead/")), ...(await names(deployment, "done/"))];
}

/** As `archived`, of these jobs. */
async function archivedOf(deployment: DurableDeployment, ids: readonly string[]): Promise<string[]> {
  return (await archived(deployment)).filter((name) => ids.some((id) => name.includes(`/job_${id}_`)));
}

const doneOf = (ids: readonly string[]): string[] => ids.map((id) => `done/job_${id}_Success`);

const SOON = { timeout: 60_000, interval: 100 };

describe("durable delivery from a topic of the local cloud", () => {
  it("runs user code, and stores only callbacks without an outcome", { timeout: 90_000 }, async (context) => {
    const deployment = await startTopicDeployment(context, { partitions: 2, workerTimeoutS: 60 });
    for (const jobId of ["j1", "j2", "j-fails", "j-refused", "j1"]) send(deployment, jobId);

    await expect
      .poll(() => archived(deployment), SOON)
      .toEqual(["dead/job_j-refused_Success", ...["j-fails", "j1", "j2"].map((id) => `done/job_${id}_Success`)]);

    const runs = linesOf(deployment, "effect").map(({ jobId, attempt }) => `${jobId} ${attempt}`);
    expect(runs.sort()).toEqual(["j-fails 1", "j-fails 2", "j-refused 1", "j1 1", "j2 1"]);
    const { cloud } = deployment;
    expect(cloud.batches.every(({ error }) => error === undefined)).toBe(true);
  });
});

describe("a topic of the local cloud", { timeout: 90_000 }, () => {
  const deployed = sharedDeployment((context) => startTopicDeployment(context, { workerTimeoutS: 60 }));

  it("has its batch repeated while COS is down, and loses nothing", async () => {
    const deployment = deployed();
    deployment.cloud.faults.add({ match: "* *.cos.*", times: 12, effect: { type: "answer", status: 503 } });
    const ids = ["down-1", "down-2"];
    for (const jobId of ids) send(deployment, jobId);

    await expect.poll(() => archivedOf(deployment, ids), SOON).toEqual(doneOf(ids));

    const runs = linesOf(deployment, "effect").filter(({ jobId }) => ids.includes(jobId!));
    expect(runs).toHaveLength(2);
    expect(deployment.cloud.faults.all.at(-1)).toMatchObject({ left: 0 });
  });

  it("has one outcome for each key if a rebalance hands a batch to two consumers", async () => {
    const deployment = deployed();
    deployment.cloud.faults.add({ match: `CONSUME worker ${TOPIC}`, times: 3, effect: { type: "repeat", times: 2 } });
    const ids = ["both-1", "both-2", "both-3"];
    for (const jobId of ids) send(deployment, jobId);

    await expect.poll(() => archivedOf(deployment, ids), SOON).toEqual(doneOf(ids));

    expect(deployment.cloud.faults.all.at(-1)!.seen).toBeGreaterThan(0);
    for (const id of ids) {
      const entries = await deployment.journal.read(`job_${id}_Success`);
      expect(entries.filter(({ kind }) => kind === "done")).toHaveLength(1);
    }
  });
});

describe("kill -9 of a topic's reader", { timeout: 90_000 }, () => {
  const deployed = sharedDeployment((context) => startTopicDeployment(context, { workerTimeoutS: 3 }));
  const kills = beforeAndAfter([
    ["GET", "journal/<key>/0001"],
    ["PUT", "journal/<key>/0001", "before"],
    ["PUT", "journal/<key>/0002", "after"],
    ["PUT", "journal/<key>/0003"],
    ["PUT", "done/<key>", "before"],
  ]);
  for (const [index, [kill, options]] of kills.entries()) {
    it(`${kill.join(" ")} loses nothing and records one outcome`, options, async () => {
      const deployment = deployed();
      const ids = [`k${index}-1`, `k${index}-2`];
      const seen = killAt(deployment, kill, `job_k${index}-*_Success`);
      for (const jobId of ids) send(deployment, jobId);

      const keys = ids.map((id) => `job_${id}_Success`);
      await expect
        .poll(() => archived(deployment), SOON)
        .toEqual(expect.arrayContaining(keys.map((key) => `done/${key}`)));

      expect(seen()).toBeGreaterThan(0);
      expect(await names(deployment, "dead/")).toEqual([]);
      for (const key of keys) {
        const entries = await deployment.journal.read(key);
        expect(entries.filter(({ kind }) => kind === "done")).toHaveLength(1);
      }
    });
  }
});
