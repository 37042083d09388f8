/**
 * Options of a test or suite that repeats what another test shows once: every kill point, pair or theme. `npm test` leaves
 * it out; `npm test -- --all`, `npm run check` and CI run it.
 */
export const EXHAUSTIVE = { tags: ["exhaustive"] };

/**
 * Marks cases as exhaustive, except an evenly spaced sample that begins with the first one.
 *
 * @param sample most cases that `npm test` runs
 * @returns the cases with the options of their tests
 */
export function withSample<T>(cases: readonly T[], sample: number): (readonly [T, typeof EXHAUSTIVE | object])[] {
  const step = Math.max(1, Math.ceil(cases.length / sample));
  return cases.map((each, index) => [each, index % step === 0 ? {} : EXHAUSTIVE]);
}
