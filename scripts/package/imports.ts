import ts from "typescript";

/** A statement that begins a line, also in a text: `import "x"`, `import … from "x"` or `export … from "x"`. */
const STATEMENT = /^(?:import|export)\b(?:[^"'`;()=]*\bfrom)?\s*["']([^"'\n]+)["'];?$/gm;

/** What may be another import. */
const OTHER = /\b(?:import|require)\s*\(|\b(?:from|import)\s*["']/;

/**
 * Modules that a file imports by `import`, `export … from`, `import()`, `require()` or types such as `import("x").Y`.
 */
export function specifiersIn(text: string): string[] {
  const found: string[] = [];
  const rest = text.replace(STATEMENT, (_, name: string) => {
    found.push(name);
    return "";
  });
  return OTHER.test(rest) ? [...found, ...parsedSpecifiers(rest)] : found; // parsing takes most of the time
}

function parsedSpecifiers(text: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = namedBy(node);
    if (name && ts.isStringLiteral(name)) found.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest));
  return found;
}

function namedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  return ts.isCallExpression(node) && isImport(node.expression) ? node.arguments[0] : undefined;
}

function isImport(called: ts.Expression): boolean {
  return called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
}
