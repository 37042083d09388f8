/** A session as a file: all callbacks with their logs, for a bug report. It contains no secret of a callback URL. */
import type { LocalCloud } from "../cloud";
import type { AsyncCall } from "../scf/async-calls";
import type { LogLine } from "../scf/logs";
import { detailOf } from "./detail";
import type { Inboxes } from "./inboxes";
import type { CallbackDetail, SessionFile, State } from "./protocol";
import type { Recorder } from "./recorder";

/** Maximum size of the callbacks in a file, which the page can still open. Older ones are left out. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** The file's content, as JSON. */
export async function sessionFile(
  cloud: Pick<LocalCloud, "logs" | "asyncCalls" | "buckets" | "isSourceFile" | "ffmpeg">,
  recorder: Pick<Recorder, "all">,
  inboxes: Inboxes,
  state: State,
): Promise<string> {
  const logs = groupedBy(cloud.logs, ({ requestId }: LogLine) => requestId);
  const calls = groupedBy(cloud.asyncCalls, ({ object }: AsyncCall) => object && inboxes.keyOfObject(object));
  const recorded = [...recorder.all()].sort((a, b) => b.row.order - a.row.order);
  const callbacks: string[] = [];
  let length = 0;
  for (const recordedCallback of recorded) {
    const asyncCalls = calls.get(recordedCallback.row.key ?? "") ?? [];
    const requestIds = [recordedCallback.delivery.requestId ?? "", ...asyncCalls.map(({ requestId }) => requestId)];
    const { buckets, isSourceFile, ffmpeg } = cloud;
    const relatedCloud = {
      buckets,
      isSourceFile,
      ffmpeg,
      asyncCalls,
      logs: requestIds.flatMap((id) => logs.get(id) ?? []),
    };
    const detail: CallbackDetail = await detailOf(recordedCallback, relatedCloud, inboxes);
    const text = JSON.stringify(detail);
    length += text.length;
    if (length > MAX_CHARACTERS) break;
    callbacks.push(text);
  }
  const head: Omit<SessionFile, "callbacks"> = {
    format: "cdktf-tencentcloud-ci session",
    version: 1,
    savedAt: Date.now(),
    omitted: recorded.length - callbacks.length,
    state,
  };
  return `${JSON.stringify(head).slice(0, -1)},"callbacks":[${callbacks.join(",\n")}]}\n`;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item) ?? "";
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
