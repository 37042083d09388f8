/** Selects the sequences of a run, and parses and prints them for the command line. */
import { Random } from "../chaos/random";
import { configurationOf, SINGLE_CHANGES } from "./changes";
import type { Changes } from "./changes";
import { largerSequences } from "./larger-sequences";
import { everyPair, walksOf } from "./pairs";

const STEPS_PER_WALK = 20;
const BASE_NAME = "base";

/** Configurations of a stack that are applied one after the other. */
export type Sequence = readonly Changes[];

/** Options of a run; the same options select the same sequences. */
export interface Choice {
  readonly seed: number;
  /** Number of pairs of single changes. @default - every pair */
  readonly pairs?: number;
  /** Number of random sequences whose configurations differ in several subjects. */
  readonly larger: number;
}

/** The pairs of single changes, as walks, then the larger sequences. */
export function chosenSequences({ seed, pairs: count, larger }: Choice): readonly Sequence[] {
  const pairs = everyPair<Changes>([[], ...SINGLE_CHANGES]);
  const chosen = count !== undefined && count < pairs.length ? sampleOf(pairs, count, seed) : pairs;
  return [...walksOf(chosen, STEPS_PER_WALK), ...largerSequences(larger, seed)];
}

/** Number of changes from one configuration to another in a sequence. */
export function stepsOf(sequence: Sequence): number {
  return sequence.length - 1;
}

/**
 * Configurations in order, separated by `>`, each a list of changes or `base`.
 *
 * @throws Error for an unknown change
 */
export function parseSequence(text: string): Sequence {
  const sequence = text.split(">").map((step) => step.split(/\s+/).filter((name) => name !== "" && name !== BASE_NAME));
  for (const changes of sequence) configurationOf(changes);
  return sequence;
}

/** The text from which `parseSequence` creates the same sequence. */
export function textOf(sequence: Sequence): string {
  return sequence.map((changes) => changes.join(" ") || BASE_NAME).join(" > ");
}

function sampleOf<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = new Random(seed);
  const rest = [...items];
  return Array.from({ length: count }, () => rest.splice(random.between(0, rest.length - 1), 1)[0]!);
}
