import type { Problem } from "./protocol";

/** Longest message that is kept: a broken build may print thousands of lines. */
const MAX_CHARACTERS = 20_000;

/** The current messages about the app and its code. */
export class Problems {
  #all: readonly Problem[] = [];

  /** Newest last. */
  get all(): readonly Problem[] {
    return this.#all;
  }

  /**
   * Replaces the problems of one kind.
   *
   * @param source if given, only the problems of this source are replaced
   */
  replace(kind: Problem["kind"], problems: readonly Omit<Problem, "kind" | "at">[], source?: string): void {
    const kept = this.#all.filter((old) => old.kind !== kind || (source !== undefined && old.source !== source));
    const added = problems.map((problem) => {
      return { ...problem, kind, at: Date.now(), message: problem.message.slice(0, MAX_CHARACTERS) };
    });
    this.#all = [...kept, ...added];
  }
}
