/**
 * Names of an inbox's objects. Each contains the callback's key, so that all objects of one callback can be found.
 *
 * - `inbox/<key>` waits. A redriven callback is `inbox/<key>~<slot>`, so that a worker that still cleans up after the
 *   first round does not delete the second round's callback.
 * - `journal/<key>/<slot>` is the history of the callback, one object per entry; see journal.ts.
 * - `done/<key>` and `dead/<key>` archive finished callbacks. A callback that died after a redrive is
 *   `dead/<key>~<slot>`, so that a late deletion of the redriven object does not delete it.
 * - `state/<name>` belongs to the sweeper.
 */

/** Keys contain no character that a URL, an event or a list could encode in two ways. */
const KEY = /^[\w.-]{1,200}$/;
const NAME = /^(inbox|done|dead)\/([\w.-]{1,200})(?:~\d{4,})?$/;

/** Folders of finished callbacks. */
export type Archive = "done" | "dead";

export const INBOX = "inbox/";

/** Folders of callbacks. */
export type Folder = "inbox" | Archive;

/** Whether this text is a valid key. */
export const isKey = (text: string): boolean => KEY.test(text);

/** @param round slot of the redrive in the journal; 0 for a callback that was received */
export const inboxName = (key: string, round = 0): string => nameIn("inbox", key, round);

export const journalPrefix = (key: string): string => `journal/${key}/`;

/** @param slot from 1 */
export const journalName = (key: string, slot: number): string => `${journalPrefix(key)}${digits(slot)}`;

/** @param round slot of the redrive in the journal that began the round; 0 for the first round, and for `done` */
export const archiveName = (archive: Archive, key: string, round = 0): string => nameIn(archive, key, round);

/** The slot in the name of a journal object; `undefined` if the name is not one. */
export function slotOfName(key: string, name: string): number | undefined {
  const slot = Number(name.slice(journalPrefix(key).length));
  return Number.isInteger(slot) && name === journalName(key, slot) ? slot : undefined;
}

export const stateName = (name: string): string => `state/${name}`;

/** The key in the name of an archived object; `undefined` if the name is not one. */
export function keyOfName(folder: Folder, name: string): string | undefined {
  const [, found, key] = NAME.exec(name) ?? [];
  return found === folder ? key : undefined;
}

/** The key in the name of an inbox object; `undefined` if the name is not one. */
export const keyOfInboxName = (name: string): string | undefined => keyOfName("inbox", name);

function nameIn(folder: Folder, key: string, round: number): string {
  return round === 0 ? `${folder}/${key}` : `${folder}/${key}~${digits(round)}`;
}

/** Fixed length, so that names sort in numeric order. */
function digits(slot: number): string {
  return String(slot).padStart(4, "0");
}
