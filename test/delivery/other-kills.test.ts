import { describe, expect, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import {
  beforeAndAfter,
  EVERY_SECOND,
  hasMoved,
  killAt,
  linesOf,
  names,
  post,
  sharedDeployment,
  startDeployment,
} from "./deployment";
import type { DurableDeployment, EndingContext, Kill } from "./deployment";

const POLL = { timeout: 60_000, interval: 200 };

const startSwept = (context: EndingContext): Promise<DurableDeployment> =>
  startDeployment(context, { workerTimeoutS: 1, sweeps: EVERY_SECOND });

describe("kill -9 of a receiver", () => {
  const deployed = sharedDeployment((context) => startDeployment(context));

  it.for(["before", "after"] as const)(
    "%s its PUT: no answer is 200, and a repetition is accepted",
    async (when, { expect }) => {
      const deployment = deployed();
      const key = `job_${when}_Success`;
      const seen = killAt(deployment, [when, "PUT", "inbox/<key>"], key);
      expect((await post(deployment, jobCallback(when))).status).not.toBe(200);
      expect((await post(deployment, jobCallback(when))).status).toBe(200);
      await deployment.cloud.idle();
      expect(seen()).toBe(2);
      expect(await names(deployment, `done/${key}`)).toEqual([`done/${key}`]);
      expect(linesOf(deployment, "effect").filter(({ jobId }) => jobId === when)).toHaveLength(1);
    },
  );
});

describe("kill -9 of a worker whose callback fails", { timeout: 120_000 }, () => {
  const deployed = sharedDeployment(startSwept);
  const killsOfDead = beforeAndAfter([
    ["PUT", "journal/<key>/0002"],
    ["PUT", "journal/<key>/0003", "before"],
    ["PUT", "dead/<key>", "after"],
    ["DELETE", "inbox/<key>"],
  ]);
  for (const [index, [kill, options]] of killsOfDead.entries()) {
    it(`${kill.join(" ")} leaves one dead callback`, options, async () => {
      const deployment = deployed();
      const key = `job_j${index}-refused_Success`;
      const seen = killAt(deployment, kill, key);
      await post(deployment, jobCallback(`j${index}-refused`));
      await expect.poll(() => hasMoved(deployment, key, "dead/"), POLL).toBe(true);
      await deployment.cloud.idle();
      expect(seen()).toBeGreaterThan(0);
      const kinds = (await deployment.journal.read(key)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "dead")).toHaveLength(1);
      expect(await names(deployment, `done/${key}`)).toEqual([]);
    });
  }

  const killsOfRetried = beforeAndAfter([
    ["PUT", "journal/<key>/0002"], // the beginning of the run
    ["PUT", "journal/<key>/0003", "before"], // the failure
    ["PUT", "journal/<key>/0004"], // the claim after it
    ["PUT", "inbox/<key>", "after"], // the second one is the sweeper's nudge
  ]);
  for (const [index, [kill, options]] of killsOfRetried.entries()) {
    it(`${kill.join(" ")} of a callback that fails once ends in done`, options, () =>
      expectRetried(deployed(), kill, `j${index}-fails`),
    );
  }

  // A deployment writes this object once.
  for (const [kill, options] of beforeAndAfter([["PUT", "state/created-once", "after"]])) {
    it(`${kill.join(" ")} of a callback that fails once ends in done`, options, async (context) =>
      expectRetried(await startSwept(context), kill, "j-fails"),
    );
  }
});

async function expectRetried(deployment: DurableDeployment, kill: Kill, jobId: string): Promise<void> {
  const key = `job_${jobId}_Success`;
  const isNudge = kill[2].startsWith("inbox/");
  const seen = killAt(deployment, kill, key, isNudge ? 1 : 0);
  await post(deployment, jobCallback(jobId));
  await expect.poll(() => hasMoved(deployment, key, "done/"), POLL).toBe(true);
  await deployment.cloud.idle();
  expect(seen()).toBeGreaterThan(isNudge ? 1 : 0);
  const kinds = (await deployment.journal.read(key)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
  expect(await names(deployment, `dead/${key}`)).toEqual([]);
}
