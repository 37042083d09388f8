import type { LocalCloud } from "../../local/cloud";
import type { Problems } from "../../local/inspector/problems";
import type { Reporter } from "./report";
import type { CodeSource } from "./stack";
import { CodeWatcher } from "./watch";
import type { WatchEvents } from "./watch";

export interface WatchersOptions {
  readonly cloud: Pick<LocalCloud, "replaceCode">;
  readonly reporter: Reporter;
  readonly problems: Problems;
  readonly signal: AbortSignal;
}

/** The watchers of the code of all stacks. */
export class Watchers {
  #watchers: CodeWatcher[] = [];

  /** Watches these sources instead of the previous ones. */
  async watch(sources: readonly CodeSource[], { cloud, reporter, problems, signal }: WatchersOptions): Promise<void> {
    await this.close();
    problems.replace("compile", []); // watchers that start report again what does not compile
    for (const source of sources) {
      signal.throwIfAborted();
      const clearProblems = (): void => problems.replace("compile", [], source.file);
      const events: WatchEvents = {
        onCode: ({ oldSha256, zip, file, changed, since, isFirst }) => {
          clearProblems();
          const functions = cloud.replaceCode(oldSha256, zip, changed);
          if (isFirst) {
            reporter.step(`${file} was built with source maps: its source differs from the code in the stack`);
          } else reporter.code(file, functions, Math.round(performance.now() - since));
        },
        onError: (message) => {
          reporter.error(message);
          problems.replace("compile", [{ level: "error", source: source.file, message }], source.file);
        },
        onUnchanged: (file) => {
          clearProblems();
          reporter.step(`${file} was saved and compiles; the live code is unchanged`);
        },
      };
      this.#watchers.push(await CodeWatcher.start(source, events));
    }
    reporter.watching(this.#watchers.length);
  }

  async close(): Promise<void> {
    const watchers = this.#watchers;
    this.#watchers = [];
    await Promise.all(watchers.map((watcher) => watcher.close()));
  }
}
