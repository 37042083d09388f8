/** What a queue resource remembers beside its state, and what destroy puts back by it. */
import { NO_NOTIFY } from "../../api/notify-config";
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { isSameNotify, notifyFingerprint, toApi } from "../notify";
import type { WriteOnlyUrl } from "../notify";
import type { MediaQueueState } from "./queue-state";

export interface QueueMemory {
  /** Settings before the queue was adopted; none for an imported queue. */
  readonly original?: MediaQueueSettings;
  /** What the resource last made of the queue; none for an imported queue and in states of earlier versions. */
  readonly made?: MadeQueue;
  /** What a later change would have made of it, whose outcome is not known. */
  readonly attempted?: MadeQueue;
}

export interface MadeQueue {
  readonly name: string;
  readonly state: string;
  /** Fingerprint of the callback settings. */
  readonly notify: string;
  /** CI's times of that change, as answered and as read; none where the answer did not come. */
  readonly times?: readonly string[];
  /** The callback address where it was given write-only. */
  readonly secret?: WriteOnlyUrl;
}

export function madeOf(
  { name, state, notifyConfig }: MediaQueueSettings,
  times?: readonly string[],
  secret?: WriteOnlyUrl,
): MadeQueue {
  const known = times?.filter((time) => time !== "") ?? [];
  return {
    name,
    state,
    notify: notifyFingerprint(notifyConfig),
    ...(known.length > 0 && { times: [...new Set(known)] }),
    ...(secret && { secret }),
  };
}

export function isSameSettings(a: MediaQueueSettings, b: MediaQueueSettings): boolean {
  return a.name === b.name && a.state === b.state && isSameNotify(a.notifyConfig, b.notifyConfig);
}

/**
 * What destroy sets: what was before, in place of what the resource made. A name or state that somebody has changed
 * since stays. Undefined when the callback settings are not, or may not be, those that the resource set.
 */
export function settingsToRestore(
  found: MediaQueue,
  { original = { name: found.name, state: found.state, notifyConfig: NO_NOTIFY }, made, attempted }: QueueMemory = {},
  prior: MediaQueueState,
): MediaQueueSettings | undefined {
  if (isSameSettings(found, original)) return original;
  const current = notifyFingerprint(found.notifyConfig);
  const { name, state, notify, times } = attempted?.notify === current ? attempted : (made ?? fromState(prior));
  if (current !== notify) return undefined;
  const isUntouched = found.name === name && found.state === state;
  if (isUntouched && times && !times.includes(found.updateTime)) return undefined;
  return {
    name: found.name === name ? original.name : found.name,
    state: found.state === state ? original.state : found.state,
    notifyConfig: original.notifyConfig,
  };
}

/** The state has just been refreshed: what it holds counts as what was made. */
function fromState({ name, state, notify_config: notify }: MediaQueueState): MadeQueue {
  return madeOf({ name, state, notifyConfig: notify ? toApi(notify) : NO_NOTIFY });
}
