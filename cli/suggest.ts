/** Suggests a word for a mistyped one. */

/** A word with at most this many typing errors counts as a misspelling of the candidate. */
const MAX_DISTANCE = 2;

/** ` Did you mean "list"?`, or an empty text if no candidate is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates);
  return near === undefined ? "" : `. Did you mean ${JSON.stringify(near)}?`;
}

/** The nearest candidate; `undefined` if none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  if (lower === "") return undefined;
  let [best, least] = [undefined as string | undefined, Infinity];
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isPart = lower.length > 2 && (other.startsWith(lower) || lower.startsWith(other));
    const distance = Math.min(distanceOf(lower, other), isPart ? 1.5 : Infinity);
    if (distance < least) [best, least] = [candidate, distance];
  }
  // A word of three letters with two errors is a different word.
  return least <= Math.min(MAX_DISTANCE, Math.max(1, lower.length / 2)) ? best : undefined;
}

/** Number of letters to insert, delete, substitute or transpose (optimal string alignment distance). */
function distanceOf(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, row) => Array.from({ length: b.length + 1 }, () => row));
  for (let column = 0; column <= b.length; column++) rows[0]![column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const ways = [rows[row - 1]![column]! + 1, rows[row]![column - 1]! + 1, rows[row - 1]![column - 1]! + same];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) ways.push(rows[row - 2]![column - 2]! + 1);
      rows[row]![column] = Math.min(...ways);
    }
  }
  return rows[a.length]![b.length]!;
}
