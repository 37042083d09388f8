import { createRequire } from "node:module";
import type * as Fflate from "fflate";

const UNIX = 3;
const REGULAR_FILE = 0o100000;

/** Largest code that is stored without compression, well below the limits of a zip's size. */
const MAX_STORED_BYTES = 4 * 1024 * 1024;

/** A file of a zip. */
export interface ZipEntry {
  readonly content: Uint8Array;
  /** @default false */
  readonly isExecutable?: boolean;
}

/**
 * A zip whose bytes depend only on names, contents and the executable bit: not on the machine, its time zone, its
 * umask, or the order of `files`.
 */
export function reproducibleZip(files: Readonly<Record<string, ZipEntry>>, level: 0 | 9 = 9): Uint8Array {
  const { zipSync } = createRequire(__filename)("fflate") as typeof Fflate;
  const mtime = new Date(1980, 0, 1, 12); // fflate writes local time: the same parts in every time zone
  const names = Object.keys(files).sort();
  return zipSync(
    Object.fromEntries(
      names.map((name) => {
        const { content, isExecutable = false } = files[name]!;
        const attrs = ((REGULAR_FILE | (isExecutable ? 0o755 : 0o644)) << 16) >>> 0;
        return [name, [content, { mtime, os: UNIX, attrs, level }]];
      }),
    ),
  );
}

/**
 * Zip of a program's function. Code that stays on this machine is stored without compression, which takes no time; larger
 * code is compressed as for the platform, so that the limits of a zip's size mean the same.
 */
export function programZip(
  { isLocal = false }: { readonly isLocal?: boolean },
  files: Readonly<Record<string, ZipEntry>>,
): Uint8Array {
  const size = Object.values(files).reduce((sum, { content }) => sum + content.length, 0);
  return reproducibleZip(files, isLocal && size <= MAX_STORED_BYTES ? 0 : 9);
}
