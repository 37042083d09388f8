// Makes the built library import its provider bindings by relative paths, and load bindings and exports at first use.
//
// Subpath imports such as `#tencentcloud/scf-function` are unknown to the classic resolution of TypeScript, which every
// `cdktf init` project uses: types would silently become `any`. A binding takes up to 5 ms to load, as do all job types
// together, and most apps use few of them.
import { posix } from "node:path";

const SPECIFIER = /"#(tencentcloud|tencentci)\/([^"]+)"/g;

/** The compiler's output for an import of values. */
const IMPORT = /^(?:const|var) (\w+) = require\((".*\/providers\/(?:tencentcloud|tencentci)\/[^"]+")\);$/gm;

/** The same in the entry, which uses its imports only for exports. */
const ENTRY = "lib/index.js";
const ENTRY_IMPORT = /^(?:const|var) (\w+) = require\((".*")\);$/gm;

/** The module behaves as before, but is loaded when one of its members is first read. */
const LAZY = "const $1 = new Proxy({}, { get: (_, name) => require($2)[name] });";

/** @param file path of a compiled file, such as `lib/media/queue.js`; only files of the library import bindings */
export function linkBindings(file, text) {
  const providers = posix.relative(posix.dirname(file), "lib/providers");
  const folder = providers.startsWith(".") ? providers : `./${providers}`;
  return text.replace(SPECIFIER, `"${folder}/$1/$2/index"`).replace(file === ENTRY ? ENTRY_IMPORT : IMPORT, LAZY);
}
