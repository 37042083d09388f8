/** Kills a function with kill -9 at each step of its work: a fixed number of times each, not randomly. */
import type { Faults } from "../../local/faults";
import { BUCKET, PREFIX } from "../../harness/durable-deployment";

/** How often each step is killed before its call to COS is executed; the same number applies to kills afterwards. */
const TIMES = 3;

const object = (method: string, name: string): string => `${method} ${BUCKET}.cos.*/${PREFIX}${name}`;

/** Steps by their calls, and the number of calls between two kills. */
const STEPS = [
  { step: "receiver, or a sweeper that nudges: PUT inbox", match: object("PUT", "inbox/*"), every: 50 },
  { step: "worker: GET journal", match: object("GET", "journal/*"), every: 100 },
  { step: "worker: GET inbox", match: object("GET", "inbox/*"), every: 50 },
  { step: "worker: PUT claim", match: object("PUT", "journal/*/0001"), every: 50 },
  { step: "worker: PUT begin", match: object("PUT", "journal/*/0002"), every: 50 },
  { step: "worker: PUT outcome", match: object("PUT", "journal/*/0003"), every: 50 },
  { step: "worker: PUT done", match: object("PUT", "done/*"), every: 50 },
  { step: "worker: PUT dead", match: object("PUT", "dead/*"), every: 4 },
  { step: "worker: DELETE inbox", match: object("DELETE", "inbox/*"), every: 50 },
  { step: "sweeper: GET list", match: `GET ${BUCKET}.cos.*/?*inbox*`, every: 1 },
] as const;

/** How often a step was killed. */
export type Kills = Readonly<Record<string, number>>;

/** Configures the kills; the returned function counts those that have happened. */
export function setKills(faults: Faults): () => Kills {
  const ids = new Map<number, { readonly name: string; readonly skip: number }>();
  for (const { step, match, every } of STEPS) {
    for (const [index, when] of (["before", "after"] as const).entries()) {
      for (let time = 0; time < TIMES; time++) {
        const skip = (2 * time + index) * every;
        faults.add({ match, skip, effect: { type: "kill", when } });
        ids.set(faults.all.at(-1)!.id, { name: `${step}, ${when}`, skip });
      }
    }
  }
  return () => {
    const kills = Object.fromEntries([...ids.values()].map(({ name }) => [name, 0]));
    for (const { id, seen } of faults.all) {
      const set = ids.get(id);
      if (set && seen > set.skip) kills[set.name]!++;
    }
    return kills;
  };
}
