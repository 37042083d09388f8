/** Checks of a queue's arguments. */
import type { Client } from "../client";
import { checkNotify, checkNotifyTarget, checkUrl, newProblems } from "../notify-check";
import { errorAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { Unresolved } from "../plugin/values";
import type { MediaQueueState, QueueConfig } from "./queue-state";

/** No page of the documentation allows longer names or other characters. */
const NAME = /^[\p{Script=Han}A-Za-z0-9_*-]{1,128}$/u;
const QUEUE_ID = /^p\w+$/;

export function checkQueue({ name, state, queue_id }: Unresolved<MediaQueueState>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (typeof name === "string" && !NAME.test(name)) {
    const rule = "name must be 1 to 128 Chinese characters, letters, digits, _, - and *";
    problems.push(errorAt(["name"], "Invalid queue name", `${rule} (got ${JSON.stringify(name)}).`));
  }
  if (typeof state === "string" && !["Active", "Paused"].includes(state)) {
    problems.push(
      errorAt(["state"], "Invalid queue state", `state must be Active or Paused (got ${JSON.stringify(state)}).`),
    );
  }
  if (typeof queue_id === "string" && !QUEUE_ID.test(queue_id)) {
    const rule = 'queue_id must be CI\'s id of a queue, which begins with "p"';
    problems.push(errorAt(["queue_id"], "Invalid queue id", `${rule} (got ${JSON.stringify(queue_id)}).`));
  }
  return problems;
}

/** Repeats the checks for values unknown at plan time. Returns new warnings. */
export function checkAtApply(
  { notify_config: notify }: QueueConfig,
  planned: Unresolved<MediaQueueState>,
  client: Client,
): readonly Diagnostic[] {
  const problems = [...checkNotify(notify), ...checkUrl(notify), ...checkNotifyTarget(notify, client)];
  return newProblems(problems, planned.notify_config);
}
