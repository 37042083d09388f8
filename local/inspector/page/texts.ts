/** The page's texts, in the chosen language. */
import { en } from "./en";
import type { TextName } from "./en";
import { zh } from "./zh";

export type { TextName } from "./en";

const TEXTS = { en, zh };
let current: Readonly<Record<TextName, string>> = en;

export function useLanguage(language: keyof typeof TEXTS): void {
  current = TEXTS[language];
}

/** A text with its `{name}` placeholders filled in. */
export function t(name: TextName, values: Readonly<Record<string, string | number>> = {}): string {
  return current[name].replace(/\{(\w+)\}/g, (all, key: string) => String(values[key] ?? all));
}

/** Whether there is a text with this key. */
export function has(name: string): name is TextName {
  return Object.hasOwn(current, name);
}

/** The text of a composed key; the last part of the key if there is none. */
export function tOr(prefix: string, name: string): string {
  const key = `${prefix}_${name}`;
  return has(key) ? current[key] : name;
}
