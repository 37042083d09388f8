/**
 * Names of the objects that make up an inbox. A callback's key is part of each, so that everything about one callback is
 * found by it.
 *
 * - `inbox/<key>` waits. What an operator has redriven is `inbox/<key>~<slot>`, lest a worker that still clears away
 *   after the first round takes the second round's callback with it.
 * - `journal/<key>/<slot>` says what has happened, one object per entry; see journal.ts.
 * - `done/<key>` and `dead/<key>` keep what is over.
 * - `state/<name>` is the sweeper's.
 */

/** Keys hold nothing that a URL, an event or a list could write in two ways. */
const KEY = /^[\w.-]{1,200}$/;
const INBOX_NAME = /^inbox\/([\w.-]{1,200})(?:~\d{4})?$/;

/** Where something is over. */
export type Archive = "done" | "dead";

export const INBOX = "inbox/";

/** Is this text fit to be a key? */
export const isKey = (text: string): boolean => KEY.test(text);

/** @param slot of the journal at which it was redriven; none for a callback that came in */
export const inboxName = (key: string, slot?: number): string =>
  slot === undefined ? `${INBOX}${key}` : `${INBOX}${key}~${digits(slot)}`;

export const journalPrefix = (key: string): string => `journal/${key}/`;

/** @param slot from 1 */
export const journalName = (key: string, slot: number): string => `${journalPrefix(key)}${digits(slot)}`;

export const archiveName = (archive: Archive, key: string): string => `${archive}/${key}`;

export const stateName = (name: string): string => `state/${name}`;

/** The key in the name of an object of the inbox; `undefined` when it is none. */
export const keyOfInboxName = (name: string): string | undefined => INBOX_NAME.exec(name)?.[1];

/** Of equal length, so that names sort as numbers do. */
function digits(slot: number): string {
  return String(slot).padStart(4, "0");
}
