/** Checks the inbox of durable delivery: waiting callbacks, dead callbacks and the time of the last sweep. */
import { CiApiError } from "../../../api/errors";
import { listCallbacks } from "../../../handler/delivery/durable/operations";
import { stateName } from "../../../handler/delivery/durable/names";
import { listAll } from "../../../handler/delivery/durable/store";
import { broken, ok, unknown } from "../finding";
import type { Check } from "../check";
import type { DoctorContext } from "../context";

/** The longest backoff between two runs of a callback is an hour. */
const MAX_WAIT_MS = 2 * 3_600_000;
const MAX_SWEEP_AGE_MS = 3_600_000;
/** The count stops at this number. */
const MAX_COUNT = 1000;

export function durableChecks({ chain, storeOf, now }: DoctorContext): Check[] {
  return chain.inboxes.flatMap((inbox): Check[] => {
    const store = storeOf(inbox);
    const subject = `${inbox.bucket}/${inbox.prefix}`;
    const count = async (folder: "inbox" | "dead") => {
      let [number, oldest] = [0, Infinity];
      for await (const { modifiedAt } of listCallbacks(store, folder)) {
        oldest = Math.min(oldest, modifiedAt);
        if (++number === MAX_COUNT) break;
      }
      return { number, oldest };
    };
    return [
      {
        link: "inbox",
        subject,
        needs: ["credentials"],
        run: async () => {
          try {
            const [waiting, dead] = [await count("inbox"), await count("dead")];
            const age = now() - waiting.oldest;
            const finding = `${countText(waiting.number)} wait${waiting.number > 0 ? `, the oldest since ${ageText(age)}` : ""}; ${countText(dead.number)} dead`;
            if (age > MAX_WAIT_MS)
              return broken(
                finding,
                "see the worker's log: `cdktf-tencentcloud-ci logs`; the sweeper calls it again for waiting callbacks",
              );
            if (dead.number > 0) {
              return broken(
                finding,
                "`cdktf-tencentcloud-ci callbacks list dead`, fix the cause, then `callbacks redrive --all --yes`",
              );
            }
            return ok(finding);
          } catch (error) {
            if (!(error instanceof CiApiError) || error.code !== "NoSuchBucket") throw error;
            return broken("the bucket is gone: callbacks are refused with 503", "`cdktf deploy` creates it again");
          }
        },
      },
      {
        link: "sweeper",
        subject,
        needs: ["inbox"],
        run: async () => {
          const name = stateName("sweeper");
          for await (const object of listAll(store, name)) {
            if (object.name !== name) continue;
            const age = now() - object.modifiedAt;
            if (age <= MAX_SWEEP_AGE_MS) return ok(`ran ${ageText(age)} ago`);
            return broken(
              `last ran ${ageText(age)} ago`,
              "check its timer and its log: without sweeps, stuck callbacks are not retried",
            );
          }
          return unknown("has not run yet", "wait for its timer, which calls it every few minutes");
        },
      },
    ];
  });
}

function countText(count: number): string {
  return count === MAX_COUNT ? `${MAX_COUNT} or more` : String(count);
}

function ageText(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
