/** The possible texts of an expression from the code of its file; `…` stands for unknown parts. */
import ts from "typescript";

const VALUE = "…";

/** Maximum number of listed alternatives. */
const MAX_TEXTS = 12;

export function textsOf(node: ts.Expression, depth = 0): string[] {
  if (depth > 8) return [VALUE];
  const inner = (part: ts.Expression): string[] => textsOf(part, depth + 1);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    return inner(node.expression);
  }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.flatMap(({ expression, literal }) => [constantOf(expression), [literal.text]]);
    return joined([[node.head.text], ...spans], "");
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return joined([inner(node.left), inner(node.right)], "");
  }
  if (ts.isConditionalExpression(node)) return [...inner(node.whenTrue), ...inner(node.whenFalse)].slice(0, MAX_TEXTS);
  if (ts.isIdentifier(node)) {
    const value = initializerOf(node);
    return value ? inner(value) : [VALUE];
  }
  return joinedList(node, inner) ?? [VALUE];
}

/** A value in a template is listed only if it is constant. */
function constantOf(node: ts.Expression): string[] {
  if (ts.isIdentifier(node) && /^[A-Z][A-Z0-9_]+$/.test(node.text)) {
    const value = initializerOf(node);
    const texts = value && (ts.isNumericLiteral(value) ? [value.text] : textsOf(value, 4));
    // A text with line breaks is a help screen.
    if (texts?.length === 1 && !texts[0]!.includes("\n")) return texts;
  }
  return [VALUE];
}

/** `["a", "b"].join(" ")`. */
function joinedList(node: ts.Expression, inner: (part: ts.Expression) => string[]): string[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression: list, name } = node.expression;
  const [separator] = node.arguments;
  if (name.text !== "join" || !ts.isArrayLiteralExpression(list) || !separator || !ts.isStringLiteralLike(separator)) {
    return undefined;
  }
  return joined(list.elements.map(inner), separator.text);
}

function joined(parts: readonly (readonly string[])[], separator: string): string[] {
  return parts.reduce<string[]>(
    (before, part, index) =>
      before.flatMap((text) => part.map((next) => (index === 0 ? next : text + separator + next))).slice(0, MAX_TEXTS),
    [""],
  );
}

/** The value of the constant of that name in scope. */
function initializerOf(name: ts.Identifier): ts.Expression | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue;
    for (const statement of scope.statements) {
      if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Const)) continue;
      for (const declaration of statement.declarationList.declarations) {
        if (ts.isIdentifier(declaration.name) && declaration.name.text === name.text) return declaration.initializer;
      }
    }
  }
  return undefined;
}
