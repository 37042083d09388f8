import { posix, resolve } from "node:path";
import { unzipSync } from "fflate";

/** Larger source maps are not read: their sources count as unknown. */
const MAX_MAP_BYTES = 64 * 1024 * 1024;
const UNKNOWN: ReadonlySet<string> = new Set();
const CACHE = new WeakMap<Uint8Array, ReadonlySet<string>>();

/**
 * Absolute paths of the source files of a code package, by the source maps beside its programs. Empty for a package
 * without source maps that name absolute paths, as `local` builds them.
 *
 * @param code a zip
 */
export function sourceFilesOf(code: Uint8Array): ReadonlySet<string> {
  let files = CACHE.get(code);
  if (!files) CACHE.set(code, (files = readSourceFiles(code)));
  return files;
}

function readSourceFiles(code: Uint8Array): ReadonlySet<string> {
  try {
    const isMap = ({ name, originalSize }: { name: string; originalSize: number }): boolean =>
      name.endsWith(".js.map") && originalSize <= MAX_MAP_BYTES;
    const maps = Object.values(unzipSync(code, { filter: isMap }));
    return new Set(maps.flatMap((map) => sourcesIn(Buffer.from(map).toString("utf8"))));
  } catch {
    return UNKNOWN; // not a zip: the platform reports it when the function is called
  }
}

/** @see https://tc39.es/ecma426/#sec-source-map-format `sources` are relative to `sourceRoot` */
function sourcesIn(map: string): string[] {
  try {
    const { sourceRoot, sources } = JSON.parse(map) as { readonly sourceRoot?: unknown; readonly sources?: unknown };
    if (typeof sourceRoot !== "string" || !posix.isAbsolute(sourceRoot) || !Array.isArray(sources)) return [];
    return sources.filter((source) => typeof source === "string").map((source) => resolve(sourceRoot, source));
  } catch {
    return [];
  }
}
