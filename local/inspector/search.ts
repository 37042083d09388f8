/** Searches the bodies and logs of callbacks. */
import type { LocalCloud } from "../cloud";
import type { Inboxes } from "./inboxes";
import { InputError } from "./input";
import type { Fields } from "./input";
import type { Recorder } from "./recorder";

const MAX_TEXTS = 10;
const MAX_CHARACTERS = 500;

/** Ids of the callbacks that have every text in their body or in their log, case-insensitively. */
export function searchTexts(
  input: Fields,
  cloud: Pick<LocalCloud, "logs" | "asyncCalls">,
  recorder: Pick<Recorder, "all">,
  inboxes: Pick<Inboxes, "keyOfObject">,
): { readonly ids: readonly string[] } {
  const matchers = textsIn(input).map((text) => {
    const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "iu");
    const calls = new Set(cloud.logs.filter((line) => pattern.test(line.text)).map(({ requestId }) => requestId));
    calls.delete(""); // written while code was loading, for no callback
    const workers = cloud.asyncCalls.filter(({ requestId }) => calls.has(requestId));
    const keys = new Set(workers.flatMap(({ object }) => (object && inboxes.keyOfObject(object)) ?? []));
    return { pattern, calls, keys };
  });
  const ids = recorder.all().flatMap(({ delivery, row }) => {
    const isFound = matchers.every(
      ({ pattern, calls, keys }) =>
        calls.has(delivery.requestId ?? "") || keys.has(row.key ?? "") || pattern.test(delivery.requestBody),
    );
    return isFound ? [row.id] : [];
  });
  return { ids };
}

function textsIn({ texts }: Fields): readonly string[] {
  const isText = (text: unknown): text is string =>
    typeof text === "string" && text !== "" && text.length <= MAX_CHARACTERS;
  if (Array.isArray(texts) && texts.length > 0 && texts.length <= MAX_TEXTS && texts.every(isText)) return texts;
  throw new InputError(`texts must be 1 to ${MAX_TEXTS} texts of at most ${MAX_CHARACTERS} characters`);
}
