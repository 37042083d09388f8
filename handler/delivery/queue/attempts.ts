/**
 * Maximum number of keys that an instance remembers: more than an event of 6 MB has deliveries; about 200 bytes each.
 */
export const REMEMBERED = 65_536;

/**
 * Failures of user code by delivery, as counted by this instance. The platform repeats a batch without marking it as
 * repeated, so no count covers all instances; the trigger's own `retry` bounds their total.
 */
export class Attempts {
  /** Ordered by age. */
  readonly #failures = new Map<string, number>();

  constructor(private readonly maxAttempts: number) {}

  /** The number of the next run, from 1; `undefined` if the delivery was given up. */
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
