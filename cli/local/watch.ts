/** Builds a function's code again whenever a file of it is saved. */
import { createHash } from "node:crypto";
import { basename, dirname, resolve } from "node:path";
import { context } from "esbuild";
import type { BuildContext, BuildFailure, BuildResult } from "esbuild";
import { bundleFiles } from "../../lib/code/bundle-files";
import { bundleOptions } from "../../lib/code/bundle-options";
import { reproducibleZip } from "../../lib/code/zip";
import { describeFailure, foldersOf } from "./build-failure";
import { FolderWatch } from "./folder-watch";
import type { CodeSource } from "./stack";

/** An editor's save is several events. */
const SETTLE_MS = 15;

/** Code that was built. */
export interface BuiltCode {
  /** SHA-256 of the code that it takes the place of. */
  readonly oldSha256: string;
  readonly zip: Uint8Array;
  /** Name of the file that was saved. */
  readonly file: string;
  /** When that was noticed, on the clock of `performance`. */
  readonly since: number;
}

export interface WatchEvents {
  readonly onCode: (code: BuiltCode) => void;
  /** The code does not compile; what is live stays. */
  readonly onError: (message: string) => void;
  /** A file was saved, and the code is what is live already. */
  readonly onUnchanged: (file: string) => void;
}

/** Follows the files of one program. */
export class CodeWatcher {
  readonly #folders = new FolderWatch((path) => this.#onChange(path));
  #inputs = new Set<string>();
  #sha256: string;
  /** What was last said, while the code does not compile. */
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #building = Promise.resolve();
  #isClosed = false;
  #isStarted = false;

  private constructor(
    private readonly source: CodeSource,
    private readonly builder: BuildContext<Options>,
    private readonly events: WatchEvents,
  ) {
    this.#sha256 = source.sha256;
  }

  /** Begins with a build, so that what was saved since the synthesis is live as well. */
  static async start(source: CodeSource, events: WatchEvents): Promise<CodeWatcher> {
    const watcher = new CodeWatcher(source, await context(optionsOf(source)), events);
    watcher.#follow([source.file]);
    await watcher.#build(source.file, performance.now());
    return watcher;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#folders.close();
    await this.#building;
    await this.builder.dispose();
  }

  /** While the code does not compile, any file may be the one that it lacks; a folder that comes back has new files. */
  #onChange(file: string): void {
    if (!this.#inputs.has(file) && !this.#hasFilesIn(file) && this.#failure === undefined) return;
    const since = performance.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#building = this.#building.then(() => this.#build(file, since));
    }, SETTLE_MS);
  }

  async #build(file: string, since: number): Promise<void> {
    if (this.#isClosed) return;
    let result: BuildResult<Options>;
    let zip: Uint8Array;
    try {
      result = await this.builder.rebuild();
      zip = reproducibleZip(bundleFiles(this.source, result.outputFiles));
    } catch (error) {
      this.#fail(file, error as BuildFailure);
      return;
    }
    this.#failure = undefined;
    const folder = dirname(this.source.file);
    this.#follow(Object.keys(result.metafile.inputs).map((input) => resolve(folder, input)));
    const oldSha256 = this.#sha256;
    this.#sha256 = createHash("sha256").update(zip).digest("hex");
    if (this.#sha256 !== oldSha256) this.events.onCode({ oldSha256, zip, file: basename(file), since });
    else if (this.#isStarted) this.events.onUnchanged(basename(file));
    this.#isStarted = true;
  }

  /** Says it once, and again only when a file of the program was saved. */
  #fail(file: string, failure: BuildFailure): void {
    const { file: entry } = this.source;
    const message = describeFailure(failure, entry);
    if (message !== this.#failure || this.#inputs.has(file)) this.events.onError(message);
    this.#failure = message;
    // What was saved in a folder before it was watched has made no event.
    for (const folder of this.#folders.add(foldersOf(failure, dirname(entry)))) this.#onChange(folder);
  }

  #follow(files: readonly string[]): void {
    this.#inputs = new Set(files.filter((file) => !file.includes("/node_modules/")));
    // Folders, since an editor may put a new file in the place of the old one.
    this.#folders.add([...this.#inputs].map((file) => dirname(file)));
  }

  #hasFilesIn(folder: string): boolean {
    return [...this.#inputs].some((file) => dirname(file) === folder);
  }
}

type Options = ReturnType<typeof optionsOf>;

function optionsOf(source: CodeSource) {
  return bundleOptions({ ...source, isLocal: true });
}
