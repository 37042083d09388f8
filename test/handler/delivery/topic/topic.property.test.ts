import fc from "fast-check";
import { expect, it } from "vitest";
import { jobBody, jobDetail, SEED } from "../../support";
import { kafkaEvent } from "../queue/support";
import { inboxEvent, setUp } from "./support";

const jobId = fc.integer({ min: 0, max: 12 }).map((number) => `j${number}`);
/** Few ids, so that duplicates are common, also within one callback. */
const valid = fc.uniqueArray(jobId, { minLength: 1, maxLength: 3 }).map((ids) => ({
  ids,
  body:
    ids.length === 1
      ? jobBody(ids[0]!)
      : JSON.stringify({ EventName: "TaskFinish", JobsDetail: ids.map((id) => jobDetail(id)) }),
}));
const damaged = fc.tuple(jobId, fc.nat(60)).map(([id, at]) => ({ ids: [], body: jobBody(id).slice(0, at) }));
const unrelated = fc
  .oneof(fc.string(), fc.json(), fc.constant(SEED.xml.slice(0, 200)), fc.anything())
  .filter((body) => !/JobsDetail|EventName|WorkflowExecution|"code"/.test(JSON.stringify(body) ?? ""))
  .map((body) => ({ ids: [], body }));

it("calls user code exactly once per valid new job, for any batches, repetitions and failures of the bucket", async () => {
  const message = fc.oneof(
    { weight: 3, arbitrary: valid },
    { weight: 1, arbitrary: damaged },
    { weight: 1, arbitrary: unrelated },
  );
  const batches = fc.array(fc.array(message, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
  /** Operations of the bucket that fail, before each run of user code or after it. */
  const outages = fc.uniqueArray(fc.nat(150), { maxLength: 20 });

  await fc.assert(
    fc.asyncProperty(batches, outages, async (allBatches, failing) => {
      const runs: string[] = [];
      const { store, instance } = setUp({ onOtherJob: ({ jobId }) => void runs.push(jobId) });
      let operation = 0;
      store.before = (name) => {
        // After a lost outcome user code runs again; `ctx.idempotencyKey` is for this case.
        const isOutcome = /journal\/.*\/000[3-9]/.test(name);
        if (!isOutcome && failing.includes(operation++)) throw new Error("COS is away");
      };

      for (const batch of allBatches) {
        const event = kafkaEvent(batch.map(({ body }) => body));
        let call = instance();
        for (let attempts = failing.length + 1; attempts > 0; attempts--) {
          try {
            await call(event);
            break;
          } catch {
            call = instance(); // a rebalance passes the batch to another instance
          }
        }
        await call(event).catch(() => {}); // a repetition after success
      }
      store.before = () => {};
      store.now += 3_600_000; // leases and waits are over
      for (const name of store.names("inbox/")) await instance()(inboxEvent(name));

      const expected = [...new Set(allBatches.flat().flatMap(({ ids }) => ids))].sort();
      expect(runs.sort()).toEqual(expected);
      expect(store.names("done/")).toEqual(expected.map((id) => `done/job_${id}_Success`).sort());
      expect(store.names("inbox/")).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
