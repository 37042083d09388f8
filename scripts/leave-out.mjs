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
  // Nor does it hand anything over that its own check of well-formedness has not seen.
  "./node2json.js": refuse("default"), // the project asks for nodes in order and makes its own form of them
  "../validator.js": refuse("validate"),
  "./validator.js": refuse("validate"),
  "is-unsafe": refuse("isUnsafe", "HTML", "XML"), // looks at entities that a DOCTYPE declares
  // The project decodes references itself.
  "@nodable/entities": refuse("EntityDecoder", "XML", "CURRENCY", "COMMON_HTML", "ENTITY_ACTION"),
  strnum: refuse("default"), // makes numbers of texts
  // Patterns for nodes that are to be left unparsed: there are none.
  "./Expression.js": refuse("default"),
  "./Matcher.js": `export class MatcherView {}
  export default class {
    tags = [];
    push(tag) { this.tags.push(tag); }
    pop() { return this.tags.pop(); }
    reset() { this.tags = []; }
    getCurrentTag() { return this.tags.at(-1); }
    updateCurrent() {}
    matchesAny() { return false; }
    readOnly() { return this; }
  }`,
  "./ExpressionSet.js": `export default class { size = 0; }`,
};

/** Loaded by gRPC's admin services, which the providers do not offer. */
const GRPC_PARTS = { "@grpc/proto-loader": refuse("loadSync") };

/** An esbuild plugin. */
export const leaveOut = {
  name: "leave out what cannot be reached",
  setup({ onResolve, onLoad }) {
    replace({ onResolve, onLoad }, /[\\/](fast-xml-parser|path-expression-matcher)[\\/]/, PARSER_PARTS);
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
