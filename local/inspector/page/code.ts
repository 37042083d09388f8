/** Colours and line breaks of machine-written text. */

/** Every coloured token needs an element: text after this many tokens, and all of a longer text, has no colours. */
const MAX_COLOURED_TOKENS = 20_000;
const MAX_COLOURED_CHARACTERS = 150_000;
/** Indenting may make deeply nested text far longer: such text stays as received. */
const MAX_INDENTED_CHARACTERS = 2_000_000;

// Every alternative matches in linear time: an unterminated string extends to the end of the text, so that the search
// does not restart at each of its quotation marks.
const JSON_TOKENS = /("(?:[^"\\]|\\[^])*"?)(\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b/g;
const XML_TOKENS = /<[?!/]?[\w:.-]+|[?/]?>/g;

/** A part of a text, with its colour class. */
export type Piece = string | readonly [text: string, colour: "t-name" | "t-text" | "t-value"];

/** Formatted JSON; any other text unchanged. */
export function pretty(text: string): string {
  if (indentedLength(text) > MAX_INDENTED_CHARACTERS) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** Splits a text into pieces with their colours. */
export function colouredPieces(text: string): Piece[] {
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

/** Minimum length of JSON with one line per member. */
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
