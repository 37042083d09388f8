// Bundles the handler with the XML parser into one file that users' programs import and their bundler takes in. Parts of
// the parser that the handler cannot reach are left out: they are a third of it, and every function would load them.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const unreachable = (...names) => `
  const refuse = class { constructor() { throw new Error("left out of this bundle"); } };
  export { ${names.map((name) => `refuse as ${name}`).join(", ")} };`;

const PARSER = /[\\/](fast-xml-parser|path-expression-matcher)[\\/]/;

/** Modules of the parser, as it imports them, and what stands for them. The handler never gets there. */
const LEFT_OUT = {
  // The handler refuses DOCTYPE before the parser sees it.
  "./DocTypeReader.js": `export default class {
    setXmlVersion() {}
    readDocType() { throw new Error("DOCTYPE is refused"); }
  }`,
  "is-unsafe": unreachable("isUnsafe", "HTML", "XML"), // looks at entities that a DOCTYPE declares
  // The handler decodes references itself.
  "@nodable/entities": unreachable("EntityDecoder", "XML", "CURRENCY", "COMMON_HTML", "ENTITY_ACTION"),
  strnum: unreachable("default"), // makes numbers of texts
  // Patterns for nodes that are to be left unparsed: the handler has none.
  "./Expression.js": unreachable("default"),
  "./ExpressionSet.js": `export default class { size = 0; }`,
};

const leaveOut = {
  name: "leave out what cannot be reached",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path, importer }) =>
      Object.hasOwn(LEFT_OUT, path) && PARSER.test(importer) ? { path, namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({ contents: LEFT_OUT[path] }));
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

/** Most functions have no part in durable delivery. */
const leaveOutDurable = {
  name: "leave out durable delivery",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /[\\/]durable[\\/]open\.js$/ }, ({ path }) => ({ path, namespace: "inline-only" }));
    onLoad({ filter: /.*/, namespace: "inline-only" }, () => ({
      contents: `export function openDurable(role) {
        throw new Error("CI_CALLBACK_DELIVERY must be inline in this build of the handler (got " + role + "): deploy with Delivery.durable(), which takes the other one");
      }`,
    }));
  },
};

/**
 * @param durable with durable delivery: `dist/handler/durable.js`, instead of `dist/handler/index.js` without
 * @returns esbuild's result, with `metafile`
 */
export function buildHandler({ durable = false, ...options } = {}) {
  const name = durable ? "durable" : "index";
  return build({
    absWorkingDir: ROOT,
    entryPoints: [`handler/${name}.ts`],
    outfile: `dist/handler/${name}.js`,
    bundle: true,
    platform: "node",
    target: "node18", // the oldest runtime of the platform that the library supports
    format: "cjs",
    minify: true, // here, so that the names that users' bundles keep are those of users' own code
    legalComments: "none", // they are in dist/THIRD-PARTY-NOTICES
    metafile: true,
    logLevel: "warning",
    plugins: durable ? [leaveOut] : [leaveOut, leaveOutDurable],
    ...options,
  });
}
