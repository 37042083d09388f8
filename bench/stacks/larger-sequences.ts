/** Random configurations that differ in several subjects at once. */
import fc from "fast-check";
import { CHANGES } from "./changes";
import type { Changes } from "./changes";

const MAX_CHANGES = 8;
const MAX_STEPS = 3;

const anyChanges: fc.Arbitrary<Changes> = fc
  .shuffledSubarray(Object.keys(CHANGES), { minLength: 1, maxLength: MAX_CHANGES })
  .chain((subjects) =>
    fc.tuple(
      ...subjects.map((subject) =>
        fc.constantFrom(...Object.keys(CHANGES[subject]!)).map((value) => `${subject}=${value}`),
      ),
    ),
  );

/** Sequences of two to four configurations, equal for equal seeds. */
export function largerSequences(count: number, seed: number): Changes[][] {
  const sequences = fc.array(anyChanges, { minLength: 2, maxLength: MAX_STEPS + 1, size: "max" });
  return fc.sample(sequences, { numRuns: count, seed });
}
