/** Private data of a queue resource, and the settings that destroy restores. */
import { NO_NOTIFY } from "../../api/notify-config";
import type { MediaQueue, MediaQueueSettings } from "../../api/queues";
import { isSameNotify, notifyFingerprint, toApi } from "../notify";
import type { WriteOnlyUrl } from "../notify";
import type { MediaQueueState } from "./queue-state";

export interface QueueMemory {
  /** Settings before the queue was adopted; none for an imported queue. */
  readonly original?: MediaQueueSettings;
  /** Settings last applied; none for an imported queue and old states. Key in the state file. */
  readonly made?: AppliedSettings;
  /** Settings of a later change with an unknown outcome. */
  readonly attempted?: AppliedSettings;
}

export interface AppliedSettings {
  readonly name: string;
  readonly state: string;
  /** Fingerprint of the callback settings. */
  readonly notify: string;
  /** CI's update times, as answered and as read; none if the answer was lost. */
  readonly times?: readonly string[];
  /** The write-only callback URL, if any. */
  readonly secret?: WriteOnlyUrl;
}

export function appliedSettings(
  { name, state, notifyConfig }: MediaQueueSettings,
  times?: readonly string[],
  secret?: WriteOnlyUrl,
): AppliedSettings {
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
 * The settings that destroy sets: the original ones, except a name or state that others have changed. Undefined when the
 * callback settings are not, or may not be, those of this resource.
 */
export function settingsToRestore(
  found: MediaQueue,
  {
    original = { name: found.name, state: found.state, notifyConfig: NO_NOTIFY },
    made: applied,
    attempted,
  }: QueueMemory = {},
  prior: MediaQueueState,
): MediaQueueSettings | undefined {
  if (isSameSettings(found, original)) return original;
  const current = notifyFingerprint(found.notifyConfig);
  const { name, state, notify, times } = attempted?.notify === current ? attempted : (applied ?? fromState(prior));
  if (current !== notify) return undefined;
  const isUntouched = found.name === name && found.state === state;
  if (isUntouched && times && !times.includes(found.updateTime)) return undefined;
  return {
    name: found.name === name ? original.name : found.name,
    state: found.state === state ? original.state : found.state,
    notifyConfig: original.notifyConfig,
  };
}

/** The state has just been refreshed: its settings count as applied. */
function fromState({ name, state, notify_config: notify }: MediaQueueState): AppliedSettings {
  return appliedSettings({ name, state, notifyConfig: notify ? toApi(notify) : NO_NOTIFY });
}
