/**
 * Names of the objects that make up an inbox. A callback's key is part of each, so that everything about one callback is
 * found by it.
 *
 * - `inbox/<key>` waits. What an operator has redriven is `inbox/<key>~<slot>`, lest a worker that still clears away
 *   after the first round takes the second round's callback with it.
 * - `journal/<key>/<slot>` says what has happened, one object per entry; see journal.ts.
 * - `done/<key>` and `dead/<key>` keep what is over. What died after it was redriven is `dead/<key>~<slot>`, lest a late
 *   deletion of what was redriven takes it.
 * - `state/<name>` is the sweeper's.
 */

/** Keys hold nothing that a URL, an event or a list could write in two ways. */
const KEY = /^[\w.-]{1,200}$/;
const NAME = /^(inbox|done|dead)\/([\w.-]{1,200})(?:~\d{4,})?$/;

/** Where something is over. */
export type Archive = "done" | "dead";

export const INBOX = "inbox/";

/** Where callbacks lie. */
export type Place = "inbox" | Archive;

/** Is this text fit to be a key? */
export const isKey = (text: string): boolean => KEY.test(text);

/** @param round slot of the journal at which it was redriven; 0 for a callback that came in */
export const inboxName = (key: string, round = 0): string => nameIn("inbox", key, round);

export const journalPrefix = (key: string): string => `journal/${key}/`;

/** @param slot from 1 */
export const journalName = (key: string, slot: number): string => `${journalPrefix(key)}${digits(slot)}`;

/** @param round slot of the journal at which what died had been redriven; 0 for never, and for what is done */
export const archiveName = (archive: Archive, key: string, round = 0): string => nameIn(archive, key, round);

/** The slot in the name of an object of a callback's journal; `undefined` when it is none. */
export function slotOfName(key: string, name: string): number | undefined {
  const slot = Number(name.slice(journalPrefix(key).length));
  return Number.isInteger(slot) && name === journalName(key, slot) ? slot : undefined;
}

export const stateName = (name: string): string => `state/${name}`;

/** The key in the name of an object of a place; `undefined` when it is none. */
export function keyOfName(place: Place, name: string): string | undefined {
  const [, found, key] = NAME.exec(name) ?? [];
  return found === place ? key : undefined;
}

/** The key in the name of an object of the inbox; `undefined` when it is none. */
export const keyOfInboxName = (name: string): string | undefined => keyOfName("inbox", name);

function nameIn(place: Place, key: string, round: number): string {
  return round === 0 ? `${place}/${key}` : `${place}/${key}~${digits(round)}`;
}

/** Of equal length, so that names sort as numbers do. */
function digits(slot: number): string {
  return String(slot).padStart(4, "0");
}
