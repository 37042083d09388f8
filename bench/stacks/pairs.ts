/** Order in which pairs of configurations are tested. */

/** Every ordered pair of different items of a list. */
export function everyPair<T>(items: readonly T[]): [from: T, to: T][] {
  return items.flatMap((from) => items.filter((to) => to !== from).map((to): [T, T] => [from, to]));
}

/**
 * Walks of at most `steps` pairs that together contain every pair once. Each pair begins with the end of the previous
 * one, so that it is not deployed again.
 */
export function walksOf<T>(pairs: readonly (readonly [from: T, to: T])[], steps: number): T[][] {
  const open = new Map<T, T[]>();
  for (const [from, to] of pairs) open.set(from, [...(open.get(from) ?? []), to]);
  const walks: T[][] = [];
  for (const [start, targets] of open) {
    while (targets.length > 0) {
      let walk = [start];
      for (let next = targets.shift(); next !== undefined; next = open.get(next)?.shift()) {
        walk.push(next);
        if (walk.length <= steps) continue;
        walks.push(walk);
        walk = [next];
      }
      if (walk.length > 1) walks.push(walk);
    }
  }
  return walks;
}
