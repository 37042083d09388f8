/**
 * Callbacks that the user opened, stored in this browser: a link to one of them works after a restart of the local
 * cloud on the same port.
 */
import type { CallbackDetail } from "../protocol";
import { isDetail } from "./read-session";

const NAME = "inspector.callbacks";
const MAX_KEPT = 20;
const MAX_CHARACTERS = 1_500_000;

/** Stores a callback. Above the limits, drops the oldest ones. */
export function storeCallback(detail: CallbackDetail): void {
  const others = read().filter(({ row }) => row.id !== detail.row.id);
  const kept = [detail, ...others].slice(0, MAX_KEPT);
  let text = JSON.stringify(kept);
  while (text.length > MAX_CHARACTERS && kept.length > 0) {
    kept.pop();
    text = JSON.stringify(kept);
  }
  try {
    localStorage.setItem(NAME, text);
  } catch {
    // storage may be forbidden or full: links then last as long as the local cloud
  }
}

export function storedCallback(id: string): CallbackDetail | undefined {
  return read().find(({ row }) => row.id === id);
}

function read(): readonly CallbackDetail[] {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? "[]") as unknown;
    // Another program on the same port may have written it.
    return Array.isArray(found) && found.every(isDetail) ? (found as CallbackDetail[]) : [];
  } catch {
    return [];
  }
}
