/** The page's own files, as built by scripts/build-inspector.mjs. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reply } from "../http/message";

const TYPES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "app.js": "text/javascript; charset=utf-8",
  "app.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};
/** Parts of the script that the page loads when the user opens them. */
const PART = /^app-[A-Z0-9]+\.js$/;

/**
 * Nothing is loaded from other hosts, no inline script runs, no text becomes markup, and no other page may frame this
 * one.
 */
const POLICY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

/** Headers of every answer. */
export const SECURITY_HEADERS = {
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cache-control": "no-store",
};

/** Output folder of the build: beside this file once compiled, in dist/ when run from its sources. */
const FOLDERS = [join(__dirname, "page"), join(__dirname, "../../dist/local/inspector/page")];

/**
 * The file at a path of the page; `undefined` if there is none.
 *
 * @throws Error if the page has not been built
 */
export function assetReply(path: string): Reply | undefined {
  const name = path === "/" ? "index.html" : path.slice(1);
  const isPart = PART.test(name);
  if (!isPart && !Object.hasOwn(TYPES, name)) return undefined;
  const file = FOLDERS.map((folder) => join(folder, name)).find(existsSync);
  if (file === undefined && isPart) return undefined; // the page belongs to another build
  if (file === undefined) throw new Error("the inspector's page must be built (got no files); run npm run build");
  return { status: 200, headers: { "content-type": TYPES[isPart ? "app.js" : name]! }, body: readFileSync(file) };
}
