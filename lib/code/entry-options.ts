import type { Loader } from "esbuild";

/** Options of code that is bundled from an entry. Options with the names of esbuild's options mean the same. */
export interface EntryOptions {
  /**
   * Packages and paths that are not bundled: a `require` that is never reached, or a package that a layer of the
   * function contains.
   *
   * @default - none
   * @see https://esbuild.github.io/api/#external
   */
  readonly external?: readonly string[];

  /**
   * Packages that are not bundled but copied beside the bundle, with all their dependencies, as installed
   * for the entry: native add-ons, and packages that read files of their own. The function runs on Linux x64, so
   * install add-ons for it: `npm install --os=linux --cpu=x64`.
   *
   * @default - none
   */
  readonly nodeModules?: readonly string[];

  /**
   * Loaders by file extension: `{ ".sql": "text", ".wasm": "binary" }`.
   *
   * @default - esbuild's defaults, and `{ ".node": "copy" }`
   * @see https://esbuild.github.io/content-types/
   */
  readonly loader?: Readonly<Record<string, Loader>>;

  /**
   * Expressions and their replacements in JavaScript: `{ "process.env.STAGE": '"test"' }`.
   *
   * @default - none
   * @see https://esbuild.github.io/api/#define
   */
  readonly define?: Readonly<Record<string, string>>;

  /**
   * Shortens names and expressions as well as white space. Functions and classes then lose their names, also in stack
   * traces.
   *
   * @default false
   * @see https://esbuild.github.io/api/#minify
   */
  readonly minify?: boolean;

  /**
   * Deploys a source map, so that stack traces in the function's log show files and lines of the sources. It makes the
   * zip larger, and the first stack trace of an instance slower. The local cloud always uses one.
   *
   * @default false
   */
  readonly sourceMap?: boolean;

  /**
   * Path of the `tsconfig.json` that applies to all sources.
   *
   * @default - the nearest one to each source
   * @see https://esbuild.github.io/api/#tsconfig
   */
  readonly tsconfig?: string;

  /**
   * Loads the bundle at synthesis, in a process of its own without the environment, and refuses it if its default
   * export is not the result of `defineHandler`. Turn this off for a function of your own around the handler, for the
   * function of a workflow step, and for a program that this machine cannot load.
   *
   * @default true
   */
  readonly check?: boolean;
}

/** A program that is bundled. */
export interface Program extends EntryOptions {
  /** Absolute path of the entry. */
  readonly file: string;
  /**
   * Whether the function takes part in durable delivery.
   *
   * @default false
   */
  readonly durable?: boolean;
  /**
   * Whether the function takes messages of a queue.
   *
   * @default false
   */
  readonly queue?: boolean;
  /**
   * For the local cloud: adds a source map with absolute paths of this machine.
   *
   * @default false
   */
  readonly isLocal?: boolean;
}
