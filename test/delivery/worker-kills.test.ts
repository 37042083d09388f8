import { describe, expect, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import {
  beforeAndAfter,
  EVERY_SECOND,
  hasMoved,
  killAt,
  names,
  post,
  sharedDeployment,
  startDeployment,
} from "./deployment";

const POLL = { timeout: 60_000, interval: 200 };

describe("kill -9 of a worker", { timeout: 120_000 }, () => {
  const deployed = sharedDeployment((context) => startDeployment(context, { workerTimeoutS: 1, sweeps: EVERY_SECOND }));
  const kills = beforeAndAfter([
    ["GET", "journal/<key>/0001"],
    ["GET", "inbox/<key>", "before"],
    ["PUT", "journal/<key>/0001"],
    ["PUT", "journal/<key>/0002", "after"],
    ["PUT", "journal/<key>/0003"],
    ["PUT", "done/<key>"],
    ["DELETE", "inbox/<key>", "before"],
  ]);
  for (const [index, [kill, options]] of kills.entries()) {
    it(`${kill.join(" ")} loses nothing and records one outcome`, options, async () => {
      const deployment = deployed();
      const key = `job_j${index}_Success`;
      const seen = killAt(deployment, kill, key);
      await post(deployment, jobCallback(`j${index}`));
      await expect.poll(() => hasMoved(deployment, key, "done/"), POLL).toBe(true);
      await deployment.cloud.idle();
      expect(seen()).toBeGreaterThan(0);
      expect(await names(deployment, `inbox/${key}`)).toEqual([]);
      expect(await names(deployment, `done/${key}`)).toEqual([`done/${key}`]);
      const kinds = (await deployment.journal.read(key)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
      expect(kinds.at(-1)).toBe("done");
    });
  }
});
