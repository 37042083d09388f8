// Parts of bundled packages that this project's code cannot reach. They would be a third of the handler, which every
// function loads, and a quarter of the providers.

const refuse = (...names) => `
  const refuse = class { constructor() { throw new Error("left out of this bundle"); } };
  export { ${names.map((name) => `refuse as ${name}`).join(", ")} };`;

/** Module, as the package imports it → what stands for it. */
const PARSER_PARTS = {
  // The project refuses DOCTYPE before the parser sees it.
  "./DocTypeReader.js": `export default class {
    setXmlVersion() {}
    readDocType() { throw new Error("DOCTYPE is refused"); }
  }`,
  "is-unsafe": refuse("isUnsafe", "HTML", "XML"), // looks at entities that a DOCTYPE declares
  // The project decodes references itself.
  "@nodable/entities": refuse("EntityDecoder", "XML", "CURRENCY", "COMMON_HTML", "ENTITY_ACTION"),
  strnum: refuse("default"), // makes numbers of texts
  // The project checks documents itself, and takes the nodes as they come.
  "../validator.js": `export const validate = () => true;`,
  "./validator.js": `export const validate = () => true;`,
  "./node2json.js": `export default () => { throw new Error("left out of this bundle"); };`,
  // Paths of nodes, and patterns of paths for nodes that are to be treated otherwise: there are none.
  "path-expression-matcher": `
    export class Matcher {
      readOnly() { return this; }
      reset() {}
      push() {}
      pop() {}
      getCurrentTag() {}
      matchesAny() { return false; }
      toString() { return ""; }
    }
    export class ExpressionSet {}
    export class Expression {}`,
};

/** Loaded by gRPC's admin services, which the providers do not offer. */
const GRPC_PARTS = { "@grpc/proto-loader": refuse("loadSync") };

/** An esbuild plugin. */
export const leaveOut = {
  name: "leave out what cannot be reached",
  setup({ onResolve, onLoad }) {
    replace({ onResolve, onLoad }, /[\\/]fast-xml-parser[\\/]/, PARSER_PARTS);
    replace({ onResolve, onLoad }, /[\\/]grpc-js[\\/]/, GRPC_PARTS);
    // `require` of the package would take in all of it: only an import tells the bundler which exports are wanted.
    onResolve({ filter: /^fast-xml-parser$/ }, ({ kind, resolveDir }) =>
      kind === "require-call" ? { path: resolveDir, namespace: "wanted" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "wanted" }, ({ path }) => ({
      contents: 'export { XMLParser } from "fast-xml-parser";',
      resolveDir: path,
    }));
  },
};

function replace({ onResolve, onLoad }, importers, parts) {
  const namespace = `left-out-${Object.keys(parts)[0]}`;
  onResolve({ filter: /.*/ }, ({ path, importer }) =>
    Object.hasOwn(parts, path) && importers.test(importer) ? { path, namespace } : undefined,
  );
  onLoad({ filter: /.*/, namespace }, ({ path }) => ({ contents: parts[path] }));
}
