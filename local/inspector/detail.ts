import type { CallbackEvent } from "../../handler/callback/events";
import { shots } from "../../handler/helpers/shots";
import { progressOf } from "../../handler/delivery/durable/entry";
import type { Entry } from "../../handler/delivery/durable/entry";
import type { LocalCloud } from "../cloud";
import type { Inboxes } from "./inboxes";
import { inputOf } from "./objects/started";
import type { CallbackDetail, JournalRow, LogRow } from "./protocol";
import type { Recorded } from "./recorder";
import { readEvent } from "./row";
import { runGraph } from "./run-graph";
import { userErrorOf } from "./user-error";

/** A longer body is truncated: a page that shows more becomes unusable. */
const MAX_SHOWN_CHARACTERS = 1_000_000;
const SHOWN_LINES = { first: 4000, last: 1000 };

/** All known facts about one callback. */
export async function detailOf(
  { delivery, row }: Recorded,
  cloud: Pick<LocalCloud, "logs" | "asyncCalls" | "buckets" | "isSourceFile" | "ffmpeg">,
  inboxes: Inboxes,
): Promise<CallbackDetail> {
  const { requestBody, requestId, url, answer = "" } = delivery;
  const event = readEvent(requestBody);
  const isRefused = typeof event === "string";
  const job = !isRefused && event.type === "jobs" ? event.jobs[0] : undefined;
  const logs = logsOf(requestId, row.key, cloud, inboxes);
  const failure = userErrorOf(
    logs.map(({ text }) => text),
    cloud.isSourceFile,
  );
  return {
    row,
    url,
    body: requestBody.slice(0, MAX_SHOWN_CHARACTERS),
    omitted: Math.max(0, requestBody.length - MAX_SHOWN_CHARACTERS),
    ...(isRefused ? { refusal: event } : { event: withoutRaw(event) }),
    input: isRefused ? undefined : inputOf(event, cloud),
    shots: job ? shots(job).map(({ begin, end }) => ({ begin, end })) : [],
    run: isRefused ? undefined : runGraph(event, cloud.buckets),
    logs: shownLogs(logs),
    ...(failure && { failure }),
    answer,
    ...(row.key === undefined ? { journal: [] } : await historyOf(row.key, inboxes)),
  };
}

/** The event without `raw`, here and in its jobs: it repeats the body. */
function withoutRaw(event: CallbackEvent): object {
  const jobs = event.type === "jobs" ? { jobs: event.jobs.map((job) => ({ ...job, raw: undefined })) } : {};
  return { ...event, ...jobs, raw: undefined };
}

/** Log lines of the invocation that answered, and of the workers that processed the callback afterwards. */
function logsOf(
  requestId: string | undefined,
  key: string | undefined,
  cloud: Pick<LocalCloud, "logs" | "asyncCalls">,
  inboxes: Inboxes,
): LogRow[] {
  const isWorkerCall = (object?: string): boolean => object !== undefined && inboxes.keyOfObject(object) === key;
  const workers = key === undefined ? [] : cloud.asyncCalls.filter(({ object }) => isWorkerCall(object));
  const calls = new Set([requestId, ...workers.map((call) => call.requestId)]);
  return cloud.logs
    .filter((line) => calls.has(line.requestId))
    .map(({ at, functionName, text }) => ({ at: at.getTime(), functionName, text }));
}

/** Beginning and end of a long log, with a line between them that counts the others. */
export function shownLogs(logs: readonly LogRow[]): readonly LogRow[] {
  const { first, last } = SHOWN_LINES;
  const next = logs[first];
  if (next === undefined || logs.length <= first + last) return logs;
  const text = `[${logs.length - first - last} lines are not shown here; the saved session has them]`;
  return [...logs.slice(0, first), { ...next, text }, ...logs.slice(-last)];
}

async function historyOf(key: string, inboxes: Inboxes): Promise<Pick<CallbackDetail, "journal" | "attempts">> {
  const { entries, retry } = await inboxes.journalOf(key);
  const { attempts, phase, until } = progressOf(entries);
  return { journal: entries.map(journalRow), attempts: { count: attempts, most: retry.maxAttempts, until, phase } };
}

function journalRow(entry: Entry): JournalRow {
  const { at, kind } = entry;
  return { at, kind, ...("error" in entry && { error: `${entry.error.name}: ${entry.error.message}` }) };
}
