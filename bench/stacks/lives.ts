/** Selects the lives of a run, and parses and prints them for the command line. */
import { Random } from "../chaos/random";
import { configurationOf, SINGLE_CHANGES } from "./changes";
import type { Changes } from "./changes";
import { largerLives } from "./larger";
import { everyPair, walksOf } from "./pairs";

const STEPS_PER_WALK = 20;
const BASE_NAME = "base";

/** A life of a stack: configurations that are applied one after the other. */
export type Life = readonly Changes[];

/** Options of a run; the same options select the same lives. */
export interface Choice {
  readonly seed: number;
  /** Number of pairs of single changes. @default - every pair */
  readonly pairs?: number;
  /** Number of random lives with configurations that differ in several subjects. */
  readonly larger: number;
}

/** The pairs of single changes, as walks, then the larger lives. */
export function chosenLives({ seed, pairs: count, larger }: Choice): readonly Life[] {
  const pairs = everyPair<Changes>([[], ...SINGLE_CHANGES]);
  const chosen = count !== undefined && count < pairs.length ? sampleOf(pairs, count, seed) : pairs;
  return [...walksOf(chosen, STEPS_PER_WALK), ...largerLives(larger, seed)];
}

/** Number of changes from one configuration to another in a life. */
export function stepsOf(life: Life): number {
  return life.length - 1;
}

/**
 * Configurations in order, separated by `>`, each a list of changes or `base`.
 *
 * @throws Error for an unknown change
 */
export function parseLife(text: string): Life {
  const life = text.split(">").map((step) => step.split(/\s+/).filter((name) => name !== "" && name !== BASE_NAME));
  for (const changes of life) configurationOf(changes);
  return life;
}

/** The text from which `parseLife` creates the same life. */
export function textOf(life: Life): string {
  return life.map((changes) => changes.join(" ") || BASE_NAME).join(" > ");
}

function sampleOf<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = new Random(seed);
  const rest = [...items];
  return Array.from({ length: count }, () => rest.splice(random.between(0, rest.length - 1), 1)[0]!);
}
