/** The page's texts, in the chosen language. */
import { en } from "../texts/en";
import type { TextName } from "../texts/en";

export type { TextName } from "../texts/en";

/** English texts are part of the page; Chinese texts are loaded separately. */
const TEXTS = { en: () => Promise.resolve(en), zh: () => import("../texts/zh.js").then(({ zh }) => zh) };
let current: Readonly<Record<TextName, string>> = en;

/** Resolves when the texts are loaded; if that fails, as with a stopped server, the language stays. */
export async function useLanguage(language: keyof typeof TEXTS): Promise<void> {
  current = await TEXTS[language]().catch(() => current);
}

/** Loads the texts of all languages, so that the language can be switched after the server has stopped. */
export function loadLanguages(): void {
  for (const load of Object.values(TEXTS)) load().catch(() => {}); // loaded at the next use instead
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
