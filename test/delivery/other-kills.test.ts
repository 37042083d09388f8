import { describe, it } from "vitest";
import { jobCallback, PREFIX } from "../../harness/durable-deployment";
import {
  beforeAndAfter,
  haveMoved,
  linesOf,
  names,
  post,
  startDeployment,
  startDeploymentWithKill,
} from "./deployment";

const TIMEOUT_MS = 120_000;
const POLL = { timeout: 60_000, interval: 200 };

describe.concurrent("kill -9 of a receiver", () => {
  it.for(["before", "after"] as const)(
    "%s its PUT: no answer is 200, and a repetition is accepted",
    async (when, context) => {
      const { expect } = context;
      const deployment = await startDeployment(context);
      deployment.cloud.faults.add({ match: `PUT *${PREFIX}inbox/job_j1_Success`, effect: { type: "kill", when } });
      expect((await post(deployment, jobCallback("j1"))).status).not.toBe(200);
      expect((await post(deployment, jobCallback("j1"))).status).toBe(200);
      await deployment.cloud.idle();
      expect(await names(deployment, "done/")).toEqual(["done/job_j1_Success"]);
      expect(linesOf(deployment, "effect")).toHaveLength(1);
    },
  );
});

describe.concurrent("kill -9 of a worker whose callback fails", { timeout: TIMEOUT_MS }, () => {
  const killsOfDead = beforeAndAfter([
    ["PUT", "journal/job_j-refused_Success/0002"],
    ["PUT", "journal/job_j-refused_Success/0003", "before"],
    ["PUT", "dead/job_j-refused_Success", "after"],
    ["DELETE", "inbox/job_j-refused_Success"],
  ]);
  for (const [kill, options] of killsOfDead) {
    it(`${kill.join(" ")} leaves one dead callback`, options, async (context) => {
      const { expect } = context;
      const deployment = await startDeploymentWithKill(context, kill);
      await post(deployment, jobCallback("j-refused"));
      await expect.poll(() => haveMoved(deployment, "dead/"), POLL).toBe(true);
      await deployment.cloud.idle();
      expect(deployment.cloud.faults.all[0]!.seen).toBeGreaterThan(0);
      const kinds = (await deployment.journal.read("job_j-refused_Success")).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "dead")).toHaveLength(1);
      expect(await names(deployment, "done/")).toEqual([]);
    });
  }

  const killsOfRetried = beforeAndAfter([
    ["PUT", "journal/job_j-fails_Success/0002"], // the beginning of the run
    ["PUT", "journal/job_j-fails_Success/0003", "before"], // the failure
    ["PUT", "journal/job_j-fails_Success/0004"], // the claim after it
    ["PUT", "inbox/job_j-fails_Success", "after"], // the second one is the sweeper's nudge
    ["PUT", "state/created-once", "after"],
  ]);
  for (const [kill, options] of killsOfRetried) {
    it(`${kill.join(" ")} of a callback that fails once ends in done`, options, async (context) => {
      const { expect } = context;
      const isNudge = kill[2].startsWith("inbox/");
      const deployment = await startDeploymentWithKill(context, kill, isNudge ? 1 : 0);
      await post(deployment, jobCallback("j-fails"));
      await expect.poll(() => haveMoved(deployment, "done/"), POLL).toBe(true);
      await deployment.cloud.idle();
      expect(deployment.cloud.faults.all[0]!.seen).toBeGreaterThan(isNudge ? 1 : 0);
      const kinds = (await deployment.journal.read("job_j-fails_Success")).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "done")).toHaveLength(1);
      expect(await names(deployment, "dead/")).toEqual([]);
    });
  }
});
