/** Progress of a long bench on standard error. Without a terminal it is printed as occasional lines. */
const QUIET_MS = 10_000;
let saidAt = -Infinity;

export function say(line: string): void {
  const { isTTY } = process.stderr;
  if (performance.now() - saidAt < (isTTY ? 100 : QUIET_MS)) return;
  saidAt = performance.now();
  process.stderr.write(isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}
