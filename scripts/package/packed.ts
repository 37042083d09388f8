import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** A file that `npm pack` puts into the package. */
export interface PackedFile {
  /** From the package's root, such as `dist/lib/index.js`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** Budget in bytes for the installed package, without its dependencies. */
export const MAX_UNPACKED_BYTES = 5_000_000;

/** Budget in bytes for the tarball, which users download. */
export const MAX_TARBALL_BYTES = 1_000_000;

/** The package that would be published now. */
export interface Packed {
  /** Bytes of the tarball. */
  readonly size: number;
  readonly files: readonly PackedFile[];
}

/** The package that would be published now; dist/ must be built. */
export function packed(): Packed {
  const output = npm(["pack", "--dry-run", "--json", "--ignore-scripts"]);
  return (JSON.parse(output) as [Packed])[0];
}

/** Writes the tarball into a folder; returns its path. */
export function pack(folder: string): string {
  return packInto(folder).tarball;
}

/** Writes the tarball into a folder; returns its path and content. */
export function packInto(folder: string): Packed & { readonly tarball: string } {
  const output = npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder]);
  const [{ filename, size, files }] = JSON.parse(output) as [Packed & { readonly filename: string }];
  return { size, files, tarball: join(folder, filename) };
}

function npm(args: readonly string[]): string {
  return execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
