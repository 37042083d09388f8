/** What the page says, in the language that was chosen. */
import { en } from "./en";
import type { TextName } from "./en";
import { zh } from "./zh";

export type { TextName } from "./en";

const TEXTS = { en, zh };
let current: Readonly<Record<TextName, string>> = en;

export function useLanguage(language: keyof typeof TEXTS): void {
  current = TEXTS[language];
}

/** A text, with values put in place of names in braces. */
export function t(name: TextName, values: Readonly<Record<string, string | number>> = {}): string {
  return current[name].replace(/\{(\w+)\}/g, (all, key: string) => String(values[key] ?? all));
}

/** The text of a name made up of parts; the last part itself where there is none. */
export function tOr(prefix: string, name: string): string {
  return Object.hasOwn(current, `${prefix}_${name}`) ? current[`${prefix}_${name}` as TextName] : name;
}
