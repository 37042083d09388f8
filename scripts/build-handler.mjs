// Bundles the handler with the XML parser into one file that users' programs import and their bundler takes in. Parts of
// the parser that the handler cannot reach are left out: they are a third of it, and every function would load them.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What is left out: module as imported → its exports. The handler refuses DOCTYPE, decodes references and keeps text. */
const UNREACHABLE = {
  "is-unsafe": ["isUnsafe", "HTML", "XML"], // entities that a DOCTYPE declares
  "./DocTypeReader.js": ["default"],
  "@nodable/entities": ["EntityDecoder", "XML", "CURRENCY", "COMMON_HTML", "ENTITY_ACTION"],
  strnum: ["default"], // text that looks like a number
};

const leaveOut = {
  name: "leave out what cannot be reached",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(is-unsafe|\.\/DocTypeReader\.js|@nodable\/entities|strnum)$/ }, ({ path, importer }) =>
      importer.includes("fast-xml-parser") ? { path, namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: [
        `const leftOut = class { constructor() { throw new Error(${JSON.stringify(`${path} is not in this bundle`)}); } };`,
        ...UNREACHABLE[path].map((name) => (name === "default" ? "export default leftOut;" : `export { leftOut as ${name} };`)),
      ].join("\n"),
    }));
    // `require` of the package would take in all of it: only an import tells the bundler which exports are wanted.
    onResolve({ filter: /^fast-xml-parser$/ }, ({ kind, resolveDir }) =>
      kind === "require-call" ? { path: resolveDir, namespace: "wanted" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "wanted" }, ({ path }) => ({
      contents: 'export { XMLParser, XMLValidator } from "fast-xml-parser";',
      resolveDir: path,
    }));
  },
};

/** @returns esbuild's result, with `metafile` */
export function buildHandler(options = {}) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ["handler/index.ts"],
    outfile: "dist/handler/index.js",
    bundle: true,
    platform: "node",
    target: "node18", // the oldest runtime of the platform that the library supports
    format: "cjs",
    legalComments: "none", // they are in dist/THIRD-PARTY-NOTICES
    metafile: true,
    logLevel: "warning",
    plugins: [leaveOut],
    ...options,
  });
}
