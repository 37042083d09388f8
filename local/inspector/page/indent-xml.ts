/** Indents XML. */

/** Indenting may make deeply nested text far longer: such text stays as received. */
const MAX_CHARACTERS = 2_000_000;

/** XML with one line per element; any other text unchanged. The text inside of elements stays as it is. */
export function indentXml(text: string): string {
  if (!/^\s*</.test(text) || text.includes("<!")) return text;
  const tokens = text.match(/<[^<>]*>|[^<>]+/g) ?? [];
  if (tokens.join("") !== text) return text; // an unpaired bracket
  const lines: string[] = [];
  let [depth, length] = [0, 0];
  for (let at = 0; at < tokens.length; at++) {
    let line = tokens[at]!;
    if (line.trim() === "") continue;
    const isOpening = isOpeningTag(line);
    if (isClosingTag(line)) depth--;
    if (depth < 0) return text;
    const end = isOpening ? endOfLeaf(tokens, at) : undefined;
    if (end !== undefined) {
      line = tokens.slice(at, end + 1).join("");
      at = end;
    }
    lines.push("  ".repeat(depth) + line.trim());
    length += lines.at(-1)!.length;
    if (length > MAX_CHARACTERS) return text;
    if (isOpening && end === undefined) depth++;
  }
  return depth === 0 ? lines.join("\n") : text;
}

/** Index of the closing tag of an element without child elements. */
function endOfLeaf(tokens: readonly string[], start: number): number | undefined {
  const end = tokens[start + 1]?.startsWith("<") ? start + 1 : start + 2;
  return isClosingTag(tokens[end] ?? "") ? end : undefined;
}

function isClosingTag(token: string): boolean {
  return token.startsWith("</");
}

function isOpeningTag(token: string): boolean {
  return /^<[^/?]/.test(token) && !token.endsWith("/>");
}
