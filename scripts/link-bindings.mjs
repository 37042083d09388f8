// After compilation: makes the built library find its provider bindings by relative paths, and load them only when used.
//
// Subpath imports such as `#tencentcloud/scf-function` are unknown to TypeScript's classic resolution of CommonJS
// projects, which is that of every `cdktf init`: types would silently become `any`. And a binding takes up to 5 ms to load,
// while most apps use few of them.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../dist/lib", import.meta.url));

const SPECIFIER = /"#(tencentcloud|tencentci)\/([^"]+)"/g;

/** What the compiler makes of an import of values. */
const IMPORT = /^(?:const|var) (\w+) = require\((".*\/providers\/(?:tencentcloud|tencentci)\/[^"]+")\);$/gm;

/** The module behaves as before, but is loaded at the first look into it. */
const LAZY = "const $1 = new Proxy({}, { get: (_, name) => require($2)[name] });";

export async function linkBindings() {
  for (const name of await readdir(LIB, { recursive: true })) {
    if (name.startsWith("providers") || !/\.(js|d\.ts)$/.test(name)) continue;
    const file = join(LIB, name);
    const before = await readFile(file, "utf8");
    const after = link(before, relative(dirname(file), join(LIB, "providers")));
    if (after !== before) await writeFile(file, after);
  }
}

function link(text, providers) {
  const folder = providers.startsWith(".") ? providers : `./${providers}`;
  return text.replace(SPECIFIER, `"${folder}/$1/$2/index"`).replace(IMPORT, LAZY);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await linkBindings();
