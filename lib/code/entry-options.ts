import type { Loader } from "esbuild";

/** Options of code that is bundled from an entry. Those that esbuild has too mean what they mean there. */
export interface EntryOptions {
  /**
   * Packages and paths that stay out of the bundle: a `require` that is never reached, or a package that a layer of the
   * function brings.
   *
   * @default - none
   * @see https://esbuild.github.io/api/#external
   */
  readonly external?: readonly string[];

  /**
   * Packages that stay out of the bundle and are copied beside it, with all that they depend on, as they are installed
   * for the entry: native add-ons, and packages that read files of their own. The function runs on Linux x64, so install
   * add-ons for it: `npm install --os=linux --cpu=x64`.
   *
   * @default - none
   */
  readonly nodeModules?: readonly string[];

  /**
   * How files are read, by extension: `{ ".sql": "text", ".wasm": "binary" }`.
   *
   * @default - esbuild's own, and `{ ".node": "copy" }`
   * @see https://esbuild.github.io/content-types/
   */
  readonly loader?: Readonly<Record<string, Loader>>;

  /**
   * Expressions that are replaced, by the JavaScript that takes their place: `{ "process.env.STAGE": '"test"' }`.
   *
   * @default - none
   * @see https://esbuild.github.io/api/#define
   */
  readonly define?: Readonly<Record<string, string>>;

  /**
   * Shorten names and expressions as well as white space. Functions and classes then lose their names, also in stack
   * traces.
   *
   * @default false
   * @see https://esbuild.github.io/api/#minify
   */
  readonly minify?: boolean;

  /**
   * Deploy a source map, so that stack traces in the function's log name files and lines of the sources. It makes the zip
   * larger, and the first stack trace of an instance slower. The local cloud always has one.
   *
   * @default false
   */
  readonly sourceMap?: boolean;

  /**
   * Path of the `tsconfig.json` that applies to all sources.
   *
   * @default - the one that is nearest to each source
   * @see https://esbuild.github.io/api/#tsconfig
   */
  readonly tsconfig?: string;

  /**
   * Load the bundle at synthesis, in a process of its own without the environment, and refuse it when its default export
   * is not the result of `defineHandler`. Turn this off for a function of your own around the handler, for the function
   * of a workflow step, and for a program that cannot be loaded on this machine.
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
   * Whether the function has a part in durable delivery.
   *
   * @default false
   */
  readonly durable?: boolean;
  /**
   * For the local cloud: with a source map that names files of this machine.
   *
   * @default false
   */
  readonly isLocal?: boolean;
}
