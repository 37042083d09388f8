/** Builds a function's code again when one of its files is saved. */
import { createHash } from "node:crypto";
import { basename, dirname, relative, resolve } from "node:path";
import { context } from "esbuild";
import type { BuildContext, BuildFailure, BuildResult } from "esbuild";
import { bundleFiles } from "../../lib/code/bundle-files";
import { bundleOptions } from "../../lib/code/bundle-options";
import { programZip } from "../../lib/code/zip";
import { describeFailure, foldersOf } from "./build-failure";
import { FolderWatch } from "./folder-watch";
import type { CodeSource } from "./stack";

/** One save in an editor causes several events. */
const SETTLE_MS = 15;

/** A new build of the code. */
export interface BuiltCode {
  /** SHA-256 of the code that it replaces. */
  readonly oldSha256: string;
  readonly zip: Uint8Array;
  /** Name of the saved file. */
  readonly file: string;
  /** All files that were saved since the last build, relative to the folder of the entry file; none for the first. */
  readonly changed: readonly string[];
  /** When the save was noticed, by the clock of `performance`. */
  readonly since: number;
  /** Whether this is the build at the start: no file was saved, but the source no longer matches the stack's code. */
  readonly isFirst: boolean;
}

export interface WatchEvents {
  readonly onCode: (code: BuiltCode) => void;
  /** The code does not compile, or the new code could not become live; the deployed code stays. */
  readonly onError: (message: string) => void;
  /** A file was saved, but the code equals the deployed code. */
  readonly onUnchanged: (file: string) => void;
}

/** Watches the files of one entry file. */
export class CodeWatcher {
  readonly #folders = new FolderWatch((path) => this.#onChange(path));
  #inputs = new Set<string>();
  #sha256: string;
  /** The last error that was reported, while the code does not compile. */
  #failure: string | undefined;
  /** Files that were saved since the last good build. */
  readonly #saved = new Set<string>();
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

  /** Starts with a build, so that changes since the synthesis are deployed as well. */
  static async start(synthesized: CodeSource, events: WatchEvents): Promise<CodeWatcher> {
    const source = { ...synthesized, isLocal: true };
    const watcher = new CodeWatcher(source, await context(bundleOptions(source)), events);
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

  /**
   * While the code does not compile, any file may be the missing one; a folder that was created again has new files.
   */
  #onChange(file: string): void {
    if (!this.#inputs.has(file) && !this.#hasFilesIn(file) && this.#failure === undefined) return;
    const since = performance.now();
    this.#saved.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#building = this.#building.then(() => this.#build(file, since));
    }, SETTLE_MS);
  }

  /** Never rejects, unless a listener of errors throws. */
  async #build(file: string, since: number): Promise<void> {
    try {
      await this.#rebuild(file, since);
    } catch (error) {
      this.events.onError(`${basename(file)}: the new code could not become live: ${(error as Error).message}`);
    }
  }

  async #rebuild(file: string, since: number): Promise<void> {
    if (this.#isClosed) return;
    const saved = [...this.#saved];
    let result: BuildResult<Options>;
    let zip: Uint8Array;
    try {
      result = await this.builder.rebuild();
      zip = programZip(this.source, bundleFiles(this.source, result.outputFiles));
    } catch (error) {
      this.#fail(file, error as BuildFailure);
      return;
    }
    this.#failure = undefined;
    const folder = dirname(this.source.file);
    this.#follow(Object.keys(result.metafile.inputs).map((input) => resolve(folder, input)));
    const oldSha256 = this.#sha256;
    const sha256 = createHash("sha256").update(zip).digest("hex");
    const isFirst = !this.#isStarted;
    const changed = saved.map((path) => relative(folder, path));
    this.#isStarted = true;
    if (sha256 !== oldSha256) this.events.onCode({ oldSha256, zip, file: basename(file), changed, since, isFirst });
    this.#sha256 = sha256; // after the event: if its listener throws, the next build replaces the same code
    for (const path of saved) this.#saved.delete(path); // files that were saved during the build remain
    if (sha256 === oldSha256 && !isFirst) this.events.onUnchanged(basename(file));
  }

  /** Reports an error once. Reports it again only after a file of the program was saved. */
  #fail(file: string, failure: BuildFailure): void {
    const { file: entry } = this.source;
    const message = describeFailure(failure, entry);
    if (message !== this.#failure || this.#inputs.has(file)) this.events.onError(message);
    this.#failure = message;
    // A file saved before its folder was watched caused no event.
    for (const folder of this.#folders.add(foldersOf(failure, dirname(entry)))) this.#onChange(folder);
  }

  #follow(files: readonly string[]): void {
    this.#inputs = new Set(files.filter((file) => !file.includes("/node_modules/")));
    // Watches folders, not files, because an editor may replace the file when it saves.
    this.#folders.add([...this.#inputs].map((file) => dirname(file)));
  }

  #hasFilesIn(folder: string): boolean {
    return [...this.#inputs].some((file) => dirname(file) === folder);
  }
}

type Options = ReturnType<typeof bundleOptions>;
