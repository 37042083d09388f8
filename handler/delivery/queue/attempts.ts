/** Keys that an instance remembers: more than an event of 6 MB has deliveries; some 200 bytes each. */
export const REMEMBERED = 65_536;

/**
 * How often user code has failed for a delivery, as this instance knows. The platform repeats a batch without saying that it
 * does, so nobody knows it of all instances; the trigger's own `retry` bounds what they do together.
 */
export class Attempts {
  /** In order of age. */
  readonly #failures = new Map<string, number>();

  constructor(private readonly maxAttempts: number) {}

  /** The run that is next, from 1; `undefined` for what was given up. */
  next(key: string): number | undefined {
    const failures = this.#failures.get(key) ?? 0;
    return failures < this.maxAttempts ? failures + 1 : undefined;
  }

  /** Counts a failure. @returns whether the delivery is given up now */
  fail(key: string, isPermanent: boolean): boolean {
    const failures = isPermanent ? this.maxAttempts : (this.#failures.get(key) ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, failures);
    if (this.#failures.size > REMEMBERED) this.#failures.delete(this.#failures.keys().next().value!);
    return failures >= this.maxAttempts;
  }

  succeed(key: string): void {
    this.#failures.delete(key);
  }
}
