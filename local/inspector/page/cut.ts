/** Shortens a name in its middle: names of one stack begin alike and differ at their ends. */
export function cutMiddle(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const head = Math.floor((maximum - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(head + 1 - maximum)}`;
}
