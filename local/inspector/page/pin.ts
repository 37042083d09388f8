/** The pinned callback runs again whenever the code changes; each run is compared to the one before. */
import type { State } from "../protocol";

export class Pin {
  #pinned: string | undefined;
  /** Last run of the pinned callback. */
  #last: string | undefined;
  #code: string | undefined;
  /** Callback → the run to which it is compared. */
  readonly #bases = new Map<string, string>();

  /** @param run sends a callback's event again; returns the id of the new callback */
  constructor(private readonly run: (id: string) => Promise<string | undefined>) {}

  get pinned(): string | undefined {
    return this.#pinned;
  }

  /** Pins a callback, or unpins it. */
  toggle(id: string): void {
    this.#pinned = this.#pinned === id ? undefined : id;
    this.#last = this.#pinned;
  }

  /** The run to which a callback is compared: the previous run, otherwise the pinned callback. */
  baseOf(id: string): string | undefined {
    return this.#bases.get(id) ?? (this.#pinned === id ? undefined : this.#pinned);
  }

  /** Runs an event again. */
  async runAgain(id: string): Promise<void> {
    const next = await this.run(id);
    if (next !== undefined) this.#bases.set(next, id);
  }

  /** Runs the pinned callback again if the code of the functions has changed. */
  async update({ pipeline }: State): Promise<void> {
    const code = pipeline.nodes.map(({ facts }) => facts["code"] ?? "").join(" ");
    const before = this.#code;
    this.#code = code;
    if (before === undefined || before === code || this.#pinned === undefined) return;
    const [pinned, last] = [this.#pinned, this.#last ?? this.#pinned];
    const next = await this.run(pinned);
    if (next === undefined || this.#pinned !== pinned) return;
    this.#bases.set(next, last);
    this.#last = next;
  }
}
