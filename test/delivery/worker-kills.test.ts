import { describe, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { beforeAndAfter, haveMoved, names, post, startDeploymentWithKill } from "./deployment";

const TIMEOUT_MS = 120_000;
const POLL = { timeout: 60_000, interval: 200 };

describe.concurrent("kill -9 of a worker", { timeout: TIMEOUT_MS }, () => {
  const kills = beforeAndAfter([
    ["GET", "journal/job_j1_Success/0001"],
    ["GET", "inbox/job_j1_Success", "before"],
    ["PUT", "journal/job_j1_Success/0001"],
    ["PUT", "journal/job_j1_Success/0002", "after"],
    ["PUT", "journal/job_j1_Success/0003"],
    ["PUT", "done/job_j1_Success"],
    ["DELETE", "inbox/job_j1_Success", "before"],
  ]);
  for (const [kill, options] of kills) {
    it(`${kill.join(" ")} loses nothing and records one outcome`, options, async (context) => {
      const { expect } = context;
      const deployment = await startDeploymentWithKill(context, kill);
      await post(deployment, jobCallback("j1"));
      await expect.poll(() => haveMoved(deployment, "done/"), POLL).toBe(true);
      await deployment.cloud.idle();
      expect(deployment.cloud.faults.all[0]!.seen).toBeGreaterThan(0);
      expect(await names(deployment, "inbox/")).toEqual([]);
      expect(await names(deployment, "done/")).toEqual(["done/job_j1_Success"]);
      const kinds = (await deployment.journal.read("job_j1_Success")).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
      expect(kinds.at(-1)).toBe("done");
    });
  }
});
