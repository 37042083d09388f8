/** Shows text that machines wrote. */
import { h } from "./dom";

/** Colours cost an element each: a longer text goes without. */
const MAX_COLOURED_CHARACTERS = 150_000;
const JSON_TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g;
const XML_TOKENS = /<[?!/]?[\w:.-]+|[?/]?>/g;

export function code(text: string, label: string): HTMLElement {
  const isJson = /^\s*[{[]/.test(text);
  const tokens = isJson ? JSON_TOKENS : /^\s*</.test(text) ? XML_TOKENS : undefined;
  const isPlain = tokens === undefined || text.length > MAX_COLOURED_CHARACTERS;
  return h("pre", { class: "code", tabindex: 0, "aria-label": label }, ...(isPlain ? [text] : coloured(text, tokens)));
}

/** JSON as a person would write it; anything else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function coloured(text: string, tokens: RegExp): (HTMLElement | string)[] {
  const parts: (HTMLElement | string)[] = [];
  let last = 0;
  for (const match of text.matchAll(tokens)) {
    const token = match[1] ?? match[0];
    parts.push(text.slice(last, match.index), h("span", { class: classOf(token, match[2]) }, token));
    last = match.index + token.length;
  }
  parts.push(text.slice(last));
  return parts;
}

function classOf(token: string, colon: string | undefined): string {
  if (token.startsWith("<") || token.endsWith(">") || colon !== undefined) return "t-name";
  return token.startsWith('"') ? "t-text" : "t-value";
}
