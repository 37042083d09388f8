import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineHandler } from "../../../../handler";
import { captureLog, jobBody, SEED } from "../../support";
import { kafkaEvent, skipWaits } from "./support";

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_INGRESS", "queue");
  captureLog();
  skipWaits();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const jobId = fc.integer({ min: 0, max: 12 }).map((number) => `j${number}`);
/** Few ids, so that duplicates are common. */
const valid = jobId.map((id) => ({ id, body: jobBody(id) }));
const damaged = fc.tuple(jobId, fc.nat(60)).map(([id, at]) => ({ id: undefined, body: jobBody(id).slice(0, at) }));
const unrelated = fc
  .oneof(fc.string(), fc.json(), fc.constant(SEED.xml.slice(0, 200)), fc.anything())
  .filter((body) => !/JobsDetail|EventName|WorkflowExecution|"code"/.test(JSON.stringify(body) ?? ""))
  .map((body) => ({ id: undefined, body }));

it("calls user code exactly once per valid new message, for any batches and repetitions", async () => {
  const message = fc.oneof(
    { weight: 3, arbitrary: valid },
    { weight: 1, arbitrary: damaged },
    { weight: 1, arbitrary: unrelated },
  );
  const batches = fc.array(fc.array(message, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  const flaky = fc.uniqueArray(jobId, { maxLength: 3 });

  await fc.assert(
    fc.asyncProperty(batches, flaky, async (allBatches, failOnce) => {
      const failing = new Set(failOnce);
      const succeeded: string[] = [];
      const handler = defineHandler({
        onOtherJob: (job) => {
          if (failing.delete(job.jobId)) throw new Error("once");
          succeeded.push(job.jobId);
        },
      });

      for (const batch of allBatches) {
        const event = kafkaEvent(batch.map(({ body }) => body));
        const isFailing = batch.some(({ id }) => id !== undefined && failing.has(id));
        if (isFailing) await expect(handler(event)).rejects.toThrow("the platform repeats the batch");
        await handler(event);
        await handler(event); // a rebalance may repeat successful messages
      }

      const expected = new Set(allBatches.flat().flatMap(({ id }) => id ?? []));
      expect([...succeeded].sort()).toEqual([...expected].sort());
    }),
    { numRuns: 200 },
  );
});
