/** Colours and line breaks of text that machines wrote. */

/** Colours cost an element each: what comes after so many tokens, and a longer text as a whole, goes without. */
const MAX_COLOURED_TOKENS = 20_000;
const MAX_COLOURED_CHARACTERS = 150_000;
/** Indenting may make a text far longer, where much is nested: it stays as it came. */
const MAX_INDENTED_CHARACTERS = 2_000_000;

// Every alternative matches in time linear in what it looks at: a string that is never closed ends with the text, so that
// the search does not begin again at each of its quotation marks.
const JSON_TOKENS = /("(?:[^"\\]|\\[^])*"?)(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g;
const XML_TOKENS = /<[?!/]?[\w:.-]+|[?/]?>/g;

/** A part of a text, and the class of its colour. */
export type Piece = string | readonly [text: string, colour: "t-name" | "t-text" | "t-value"];

/** JSON as a person would write it; anything else as it is. */
export function pretty(text: string): string {
  if (indentedLength(text) > MAX_INDENTED_CHARACTERS) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** The pieces that a text consists of, in order. */
export function coloured(text: string): Piece[] {
  const isJson = /^\s*[{[]/.test(text);
  const tokens = isJson ? JSON_TOKENS : /^\s*</.test(text) ? XML_TOKENS : undefined;
  if (tokens === undefined || text.length > MAX_COLOURED_CHARACTERS) return [text];
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of text.matchAll(tokens)) {
    if (pieces.length >= 2 * MAX_COLOURED_TOKENS) break;
    const token = match[1] ?? match[0];
    pieces.push(text.slice(last, match.index), [token, colourOf(token, match[2])]);
    last = match.index + token.length;
  }
  pieces.push(text.slice(last));
  return pieces;
}

function colourOf(token: string, colon: string | undefined): "t-name" | "t-text" | "t-value" {
  if (token.startsWith("<") || token.endsWith(">") || colon !== undefined) return "t-name";
  return token.startsWith('"') ? "t-text" : "t-value";
}

/** How long JSON becomes when each member has a line of its own, at least. */
function indentedLength(text: string): number {
  let [length, depth, isInString] = [text.length, 0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isInString) {
      if (char === "\\") at++;
      else if (char === '"') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === "{" || char === "[") length += 2 * ++depth;
    else if (char === "}" || char === "]") length += 2 * --depth;
    else if (char === ",") length += 2 * depth;
  }
  return length;
}
