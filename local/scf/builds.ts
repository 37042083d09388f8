/** The last builds of each function's code, on disk, so that a callback can run against an earlier one. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./describe";
import type { FunctionName } from "./model";

/** Builds that are kept of each function. */
const MAX_KEPT = 10;

/** A build of a function's code. */
export interface Build {
  /** SHA-256 of the code package, in hexadecimal. */
  readonly sha256: string;
  /** When it became live. */
  readonly at: Date;
  /** Files saved since the previous build; empty if unknown, and for code that Terraform deployed. */
  readonly changed: readonly string[];
}

/** The builds of a function, oldest first. The last one is live. */
export interface FunctionBuilds {
  readonly functionName: string;
  readonly builds: readonly Build[];
}

export class Builds {
  readonly #byFunction = new Map<string, { readonly name: string; kept: readonly Build[] }>();
  /** Code packages on disk. */
  readonly #stored = new Set<string>();
  #hasFailed = false;

  constructor(
    private readonly folder: string,
    private readonly now: () => Date,
    private readonly onWarning: (message: string) => void,
  ) {}

  get all(): FunctionBuilds[] {
    return [...this.#byFunction.values()].map(({ name, kept }) => ({ functionName: name, builds: kept }));
  }

  /** The code package of a kept build; `undefined` for any other hash, and if the package cannot be read. */
  codeOf(sha256: string): Uint8Array | undefined {
    if (!this.#stored.has(sha256)) return undefined;
    try {
      return readFileSync(this.#fileOf(sha256));
    } catch {
      return undefined; // deleted outside the cloud
    }
  }

  /**
   * Records new code of a function. If the package cannot be written, lists the build without code, since the last build
   * in the list is always the live one.
   *
   * @param changed files that were saved; none for deployed code
   */
  record({ region, namespace, name }: FunctionName, code: Uint8Array, changed: readonly string[] = []): void {
    const key = [region, namespace, name].join("/");
    const { kept } = this.#byFunction.get(key) ?? { kept: [] };
    const sha256 = hashOf(code);
    if (kept.at(-1)?.sha256 === sha256) return;
    this.#store(sha256, code);
    // Code that is live again after another build moves to the end.
    const others = kept.filter((build) => build.sha256 !== sha256);
    this.#byFunction.set(key, { name, kept: [...others, { sha256, at: this.now(), changed }].slice(-MAX_KEPT) });
    this.#removeUnused();
  }

  /** Removes the builds of a deleted function. */
  remove({ region, namespace, name }: FunctionName): void {
    this.#byFunction.delete([region, namespace, name].join("/"));
    this.#removeUnused();
  }

  #store(sha256: string, code: Uint8Array): void {
    const file = this.#fileOf(sha256);
    if (this.#stored.has(sha256) && existsSync(file)) return;
    this.#stored.delete(sha256);
    this.#changeDisk(() => {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(file, code, { mode: 0o600 });
      this.#stored.add(sha256);
    });
  }

  #removeUnused(): void {
    const used = new Set([...this.#byFunction.values()].flatMap(({ kept }) => kept.map(({ sha256 }) => sha256)));
    for (const sha256 of this.#stored) {
      if (used.has(sha256)) continue;
      this.#stored.delete(sha256);
      this.#changeDisk(() => rmSync(this.#fileOf(sha256), { force: true }));
    }
  }

  /** Reports only the first error and goes on: a full disk must not stop a deployment. */
  #changeDisk(change: () => void): void {
    try {
      change();
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.onWarning(`builds cannot be kept in ${this.folder} and compared: ${(error as Error).message}`);
    }
  }

  #fileOf(sha256: string): string {
    return join(this.folder, `${sha256}.zip`);
  }
}
