import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { Annotations } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { BindOptions, BoundCode } from "./bound-code";
import { bundle } from "./bundling";
import type { EntryOptions } from "./entry-options";
import { folderEntries } from "./folder";
import { addZip, hashed } from "./hashed-zip";
import type { HashedZip } from "./hashed-zip";
import { checkText } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { StackFile } from "../terraform/stack-file";
import { reproducibleZip } from "./zip";

/** The platform's limit for code that is uploaded with the function. */
const MAX_ZIP_BYTES = 50 * 1024 * 1024;

/** Above this size the request, which contains the zip as Base64, may exceed the limit of the API. */
const SAFE_ZIP_BYTES = 7 * 1024 * 1024;

/** File without extension, a dot, and the exported function. */
const HANDLER = /^[A-Za-z_][A-Za-z0-9_-]*\.[A-Za-z_]\w*$/;

/** Options of code that is deployed unchanged. */
export interface PlainCodeOptions {
  /**
   * Entry point: a file at the top without extension, and the function that it exports, such as the result
   * of `defineHandler`.
   *
   * @default "index.main_handler"
   */
  readonly handler?: string;
}

/**
 * Source of a function's code. Relative paths start at the current directory, for the cdktf CLI the folder of
 * `cdktf.json`.
 */
export abstract class CallbackCode {
  /**
   * A TypeScript or JavaScript file whose default export is `defineHandler({ … })`. It is bundled at synthesis with all
   * its imports, including `cdktf-tencentcloud-ci/handler`; dependencies come from the nearest `node_modules`. The
   * bundle is then loaded in a process of its own, and refused if its default export is something else.
   */
  public static fromEntry(path: string, options: EntryOptions = {}): CallbackCode {
    return new ZippedCode((scope, parts) => bundle(scope, path, { ...options, ...parts }), {
      entry: { path, options },
    });
  }

  /**
   * A folder that is zipped unchanged, with all its dependencies, as CommonJS for the runtime. Instead of
   * `cdktf-tencentcloud-ci/handler`, durable delivery needs `cdktf-tencentcloud-ci/handler/durable`, and a topic
   * `cdktf-tencentcloud-ci/handler/queue` or `cdktf-tencentcloud-ci/handler/durable-queue`.
   *
   * A symbolic link is replaced by its target. A link that is broken or points outside the folder is refused, so that no
   * key file is deployed by mistake.
   */
  public static fromFolder(path: string, options: PlainCodeOptions = {}): CallbackCode {
    return new ZippedCode((scope) => reproducibleZip(folderEntries(scope, path)), options);
  }

  /** A zip of another build; for durable delivery see `fromFolder`. */
  public static fromZip(path: string, options: PlainCodeOptions = {}): CallbackCode {
    return new ZippedCode((scope) => readZip(scope, path), options);
  }

  /** Adds the code to the stack of a function. */
  public abstract bind(scope: Construct, options?: BindOptions): BoundCode;
}

interface ZippedCodeOptions extends PlainCodeOptions {
  /** Program that the code was bundled from. @default - none; not bundled */
  readonly entry?: { readonly path: string; readonly options: EntryOptions };
}

type Source = EntryOptions & BindOptions & { readonly entry: string };

class ZippedCode extends CallbackCode {
  /** By construct tree and by parts of the handler: a synthesis zips the code once for all functions. */
  private readonly zips = new WeakMap<IConstruct, Map<string, HashedZip>>();

  constructor(
    private readonly zip: (scope: IConstruct, options: BindOptions) => Uint8Array,
    private readonly options: ZippedCodeOptions = {},
  ) {
    super();
  }

  public override bind(scope: Construct, { durable = false, queue = false }: BindOptions = {}): BoundCode {
    const { handler = "index.main_handler", entry } = this.options;
    const rule = "be a file and a function, such as index.main_handler";
    checkText(scope, "Handler of the callback code", handler, HANDLER, rule);
    const zips = this.zips.get(scope.node.root) ?? new Map<string, HashedZip>();
    this.zips.set(scope.node.root, zips);
    const parts = { durable, ...(queue && { queue }) };
    const key = JSON.stringify(parts);
    const zip = zips.get(key) ?? hashed(this.zip(scope, parts));
    zips.set(key, zip);
    checkSize(scope, zip.zip.length);
    const bound = { ...addZip(scope, zip), handler };
    if (entry !== undefined) addSource(scope, bound.hash, { ...entry.options, entry: entry.path, ...parts });
    return bound;
  }
}

/** Records how the code was built, so that the command line can rebuild it on every change. */
function addSource(scope: Construct, hash: string, { entry, tsconfig, ...options }: Source): void {
  const paths = { entry: relative("", entry), tsconfig: tsconfig && relative("", tsconfig) };
  const source = { ...options, check: undefined, ...paths };
  const content = (): Uint8Array => Buffer.from(`${JSON.stringify(source)}\n`);
  new StackFile(scope, "Source", { path: `assets/${hash}/source.json`, content });
}

function checkSize(scope: IConstruct, size: number): void {
  if (size > MAX_ZIP_BYTES) {
    throw new ValidationError(`Callback code must be at most ${MAX_ZIP_BYTES} bytes when zipped (got ${size})`, scope);
  }
  if (size > SAFE_ZIP_BYTES) {
    Annotations.of(scope).addWarning(
      `Callback code has ${size} bytes when zipped; above ${SAFE_ZIP_BYTES} the API may refuse the upload`,
    );
  }
}

function readZip(scope: IConstruct, path: string): Uint8Array {
  const file = resolve(path);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new ValidationError(`Zip of the callback code must exist (got ${file})`, scope);
  }
  const zip = readFileSync(file);
  // Every zip with at least one file starts with these four bytes.
  if (zip.subarray(0, 4).toString("latin1") !== "PK\x03\x04")
    throw new ValidationError(`Zip of the callback code must be a zip file (got ${file})`, scope);
  return zip;
}
