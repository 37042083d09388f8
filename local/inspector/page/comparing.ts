/** The callback to which the user compares others. */
export class Comparing {
  #marked: string | undefined;

  /** @param onEnd called when the comparison has ended */
  constructor(private readonly onEnd: () => void) {}

  get marked(): string | undefined {
    return this.#marked;
  }

  /** Marks the callback to which every selected one is compared, or ends the comparison. */
  toggle(id: string): void {
    this.#marked = this.#marked === id ? undefined : id;
  }

  readonly end = (): void => {
    this.#marked = undefined;
    this.onEnd();
  };
}
