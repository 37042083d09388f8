import { dirname } from "node:path";

// Parts of bundled packages that this project's code cannot reach. They would be a third of the handler, which every
// function loads, and a quarter of the providers.

/** Unreachable names; a call of one throws a `TypeError`. */
const absentExports = (...names) => `
  const absent = undefined;
  export { ${names.map((name) => `absent as ${name}`).join(", ")} };`;

/** Module as the package imports it → code that replaces it. */
const PARSER_PARTS = {
  // The original also checks options, validates, and converts the result. api/xml-reader.ts has the only call, with
  // options that need no check. The options here are defaults of the package that the parser reads too.
  "./xmlparser/XMLParser.js": `
    import OrderedObjParser from "./xmlparser/OrderedObjParser.js";
    export default class {
      constructor(options) {
        this.options = {
          textNodeName: "#text",
          tagValueProcessor: (_, text) => text,
          updateTag: (name) => name,
          processEntities: { enabled: true },
          unpairedTagsSet: new Set(),
          ...options,
        };
      }
      parse(xml) {
        return new OrderedObjParser(this.options).parseXml(xml);
      }
    }`,
  // The original compiles patterns of names and lists dangerous ones; the project checks and renames names itself.
  "../util.js": `
    export const isExist = (value) => value !== undefined;
    export const getAllMatches = () => [];
    export const DANGEROUS_PROPERTY_NAMES = [];
    export const criticalProperties = [];`,
  // The project refuses DOCTYPE before the parser sees it.
  "./DocTypeReader.js": "export default class {}",
  "is-unsafe": absentExports("isUnsafe", "HTML", "XML"), // reads entities that a DOCTYPE declares
  // The project decodes references itself.
  "@nodable/entities": absentExports("EntityDecoder", "XML", "CURRENCY", "COMMON_HTML", "ENTITY_ACTION"),
  strnum: absentExports("default"), // converts texts to numbers
  // The project checks documents itself.
  "./validator.js": `export const validate = () => true;`,
  // Patterns of attributes to omit: all are omitted before this is called.
  "../ignoreAttributes.js": "export default () => () => true;",
  // Paths of nodes, and patterns of paths with special treatment: there are none.
  "path-expression-matcher": `
    export class Matcher {
      readOnly() { return this; }
      reset() {}
      push() {}
      pop() {}
      getCurrentTag() {}
      matchesAny() { return false; }
    }
    export class ExpressionSet {}
    export class Expression {}`,
};

/** Logging of the proxy agents: it would print calls with their headers if DEBUG is set. */
const AGENT_PARTS = { debug: "export default () => () => undefined;" };

/** An esbuild plugin. */
export const leaveOut = {
  name: "leave out what cannot be reached",
  setup({ onResolve, onLoad }) {
    replace({ onResolve, onLoad }, /[\\/]fast-xml-parser[\\/]/, PARSER_PARTS);
    replace({ onResolve, onLoad }, /[\\/]https?-proxy-agent[\\/]/, AGENT_PARTS);
    // `require` would include the whole package: only an import tells the bundler which exports are used.
    onResolve({ filter: /^fast-xml-parser$/ }, ({ kind, resolveDir }) =>
      kind === "require-call" ? { path: resolveDir, namespace: "used-exports" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "used-exports" }, ({ path }) => ({
      contents: 'export { XMLParser } from "fast-xml-parser";',
      resolveDir: path,
    }));
  },
};

function replace({ onResolve, onLoad }, importers, parts) {
  const namespace = `left-out-${Object.keys(parts)[0]}`;
  onResolve({ filter: /.*/ }, ({ path, importer }) =>
    Object.hasOwn(parts, path) && importers.test(importer)
      ? { path, namespace, pluginData: dirname(importer) }
      : undefined,
  );
  onLoad({ filter: /.*/, namespace }, ({ path, pluginData }) => ({ contents: parts[path], resolveDir: pluginData }));
}
