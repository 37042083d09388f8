/** Compares timings: absolute times drift with the machine, ratios within one run much less. */

import type { Row } from "../figures";

type Work = () => unknown;

/**
 * Microseconds per call of each function, the best of many rounds in which all take turns. Promises are awaited.
 *
 * @param calls per round, so that one round takes some milliseconds
 */
export async function measureInTurns<Name extends string>(
  works: Record<Name, Work>,
  { calls, rounds = 40 }: { calls: number; rounds?: number },
): Promise<Record<Name, number>> {
  const entries = Object.entries(works) as [Name, Work][];
  const best = Object.fromEntries(entries.map(([name]) => [name, Infinity])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of entries) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) await work();
      best[name] = Math.min(best[name], Number(process.hrtime.bigint() - start) / 1000 / calls);
      await new Promise((resolve) => setImmediate(resolve)); // flushes log lines
    }
  }
  return best;
}

export function ratio(
  name: string,
  [mine, other]: [number, number],
  target: number,
  peer: string,
  strict = false,
): Row {
  const detail = `${micros(mine)} against ${micros(other)} (${peer})`;
  return { name, value: mine / other, unit: "×", target, strict, detail };
}

export function micros(us: number): string {
  return us < 1000 ? `${us.toFixed(1)} µs` : `${(us / 1000).toFixed(2)} ms`;
}
