// Makes the built library find its provider bindings by relative paths, and load them, and what its entry exports, only
// when used.
//
// Subpath imports such as `#tencentcloud/scf-function` are unknown to TypeScript's classic resolution of CommonJS
// projects, which is that of every `cdktf init`: types would silently become `any`. And a binding takes up to 5 ms to load,
// the job types together as much, while most apps use few of them.
import { posix } from "node:path";

const SPECIFIER = /"#(tencentcloud|tencentci)\/([^"]+)"/g;

/** What the compiler makes of an import of values. */
const IMPORT = /^(?:const|var) (\w+) = require\((".*\/providers\/(?:tencentcloud|tencentci)\/[^"]+")\);$/gm;

/** The same in the entry, where nothing but exports needs them. */
const ENTRY = "lib/index.js";
const ENTRY_IMPORT = /^(?:const|var) (\w+) = require\((".*")\);$/gm;

/** The module behaves as before, but is loaded at the first look into it. */
const LAZY = "const $1 = new Proxy({}, { get: (_, name) => require($2)[name] });";

/** @param file path of a compiled file, such as `lib/media/queue.js`; only those of the library name bindings */
export function linkBindings(file, text) {
  const providers = posix.relative(posix.dirname(file), "lib/providers");
  const folder = providers.startsWith(".") ? providers : `./${providers}`;
  return text.replace(SPECIFIER, `"${folder}/$1/$2/index"`).replace(file === ENTRY ? ENTRY_IMPORT : IMPORT, LAZY);
}
