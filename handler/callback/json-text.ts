import { checkDepth } from "./value";

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENERS = new Set(["[", "{", ",", ":"].map((char) => char.charCodeAt(0)));
const CLOSERS = new Set(["]", "}"].map((char) => char.charCodeAt(0)));

/** Refuses deep nesting, on which `JSON.parse` could take a second or a recursive walk could overflow the stack. */
export function checkNesting(json: string): void {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) at = endOfString(json, at);
    else if (char === 0x5b || char === 0x7b) checkDepth((depth += 1));
    else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
}

/** Removes each comma between a value and a closing bracket. Text in strings is kept; nothing else is repaired. */
export function dropTrailingCommas(json: string): string {
  let out = "";
  let from = 0;
  let previous = COMMA; // last character outside strings and blanks
  let comma = -1; // offset of a comma that follows a value and that no value follows yet
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (isBlank(char)) continue;
    if (CLOSERS.has(char) && comma !== -1) {
      out += json.slice(from, comma);
      from = comma + 1;
    }
    comma = char === COMMA && !OPENERS.has(previous) ? at : -1;
    previous = char;
    if (char === QUOTE) at = endOfString(json, at);
  }
  return out + json.slice(from);
}

/** Puts quotes around every number of a valid JSON text. */
export function quoteNumbers(json: string): string {
  let out = "";
  let from = 0;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(json, at);
    } else if (char === 0x2d || (char >= 0x30 && char <= 0x39)) {
      const start = at;
      while (isNumberPart(json.charCodeAt(at))) at++;
      out += `${json.slice(from, start)}"${json.slice(start, at)}"`;
      from = at--;
    }
  }
  return out + json.slice(from);
}

/** Offset of the quote that ends the string starting at `start`, or of the end of the text. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (char === BACKSLASH) at++;
    else if (char === QUOTE) return at;
  }
  return json.length;
}

function isBlank(char: number): boolean {
  return char === 0x20 || char === 0x0a || char === 0x0d || char === 0x09;
}

/** Digits, sign, point and exponent. */
function isNumberPart(char: number): boolean {
  return (char >= 0x30 && char <= 0x39) || char === 0x2d || char === 0x2b || char === 0x2e || (char | 0x20) === 0x65;
}
