/** The lists of docs/messages.md: every error and warning of the code, with `…` where a value stands. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { textsOf } from "./message-text";

const ROOT = join(__dirname, "../..");

export const MESSAGE_PAGES = ["docs/messages.md", "docs/messages.zh-CN.md"];

/** Lists of the page, and the folders of their messages. */
const LISTS = {
  lib: ["lib"],
  cli: ["cli"],
  provider: ["provider"],
  handler: ["handler"],
  api: ["api"],
  local: ["local", "testing"],
  scripts: ["scripts", "harness"],
} as const;

export type MessageRoom = keyof typeof LISTS;
export const MESSAGE_ROOMS = Object.keys(LISTS) as readonly MessageRoom[];

/** Functions for diagnostics or the log, with the indexes of their texts. */
const MESSAGE_CALLS: readonly [called: RegExp, positions: readonly number[]][] = [
  [/^(errorAt|warningAt)$/, [1, 2]],
  [/(^|\.)addWarning$/, [0]],
  [/(^|\.)log\.(error|warn)$/, [0]],
  [/^console\.error$/, [0]],
  // Findings of the doctor.
  [/^(broken|unknown)$/, [0]],
];

/** Checks whose message begins with a subject that the caller names, and the position of the subject. */
const CHECK = /^check(Present|Integer|Text|OneOf|Known)$/;
const SUBJECT = 1;

/** Properties that hold a message: of a condition in Terraform, and of a diagnostic. */
const PROPERTIES = /^(errorMessage|summary|detail)$/;

/** Text before every message above. Files without it are not parsed, which would take most of the time. */
const CANDIDATE =
  /\bnew [\w.]*Error\b|\b(errorAt|warningAt|addWarning|broken|unknown|check\w+|console\.error)\(|\blog\s*\.(error|warn)\(|\b(errorMessage|summary|detail):/;

/** The position of a list. */
const listPattern = (room: MessageRoom): RegExp =>
  new RegExp(`(?<=<!-- messages of ${room}, made by \`npm run docs\` -->\n\n)\`\`\`text\n[^]*?\`\`\``);

/** A page with its lists renewed. */
export function withMessages(page: string): string {
  return MESSAGE_ROOMS.reduce(
    (text, room) => {
      if (!listPattern(room).test(text)) throw new Error(`${page} must have a block for the messages of ${room}`);
      return text.replace(listPattern(room), () => `\`\`\`text\n${messagesOf(room).join("\n")}\n\`\`\``);
    },
    readFileSync(join(ROOT, page), "utf8"),
  );
}

/** Parsing a room takes seconds, and both pages need it. */
const messagesByRoom = new Map<MessageRoom, readonly string[]>();

/** The messages of a room, in order, each once. */
export function messagesOf(room: MessageRoom): readonly string[] {
  const known = messagesByRoom.get(room);
  if (known) return known;
  const found = sourcesOf(room).flatMap((file) => messagesIn(readFileSync(file, "utf8")));
  const messages = [...new Set(found)].filter(isSearchable).sort((a, b) => (a < b ? -1 : 1));
  messagesByRoom.set(room, messages);
  return messages;
}

/** Files of a room that may hold messages. */
export function sourcesOf(room: MessageRoom): string[] {
  return LISTS[room].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.d)\.m?ts$|\.mjs$/.test(name) && !name.startsWith("providers/"))
      .map((name) => join(ROOT, folder, name)),
  );
}

/** The messages of a file's text. */
export function messagesIn(code: string): string[] {
  if (!CANDIDATE.test(code)) return [];
  const source = ts.createSourceFile("file.ts", code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const message of messagesOfNode(node)) found.push(...textsOf(message).map(tidy));
    const subject = subjectOf(node);
    if (subject) found.push(...textsOf(subject).map((text) => tidy(`${text} must …`)));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The message of a node, if any. */
function messagesOfNode(node: ts.Node): readonly ts.Expression[] {
  if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
    // Errors of an answer have its status before their text, and the log's reason after it.
    return (node.arguments ?? []).filter(
      (argument, index) => (index === 0 && !ts.isNumericLiteral(argument)) || isText(argument),
    );
  }
  if (ts.isPropertyAssignment(node) && PROPERTIES.test(node.name.getText())) return [node.initializer];
  if (!ts.isCallExpression(node)) return [];
  const called = node.expression.getText();
  const [, positions = []] = MESSAGE_CALLS.find(([pattern]) => pattern.test(called)) ?? [];
  return positions.flatMap((position) => node.arguments[position] ?? []);
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isBinaryExpression(node);
}

function subjectOf(node: ts.Node): ts.Expression | undefined {
  return ts.isCallExpression(node) && CHECK.test(node.expression.getText()) ? node.arguments[SUBJECT] : undefined;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/…(\s*…)+/g, "…")
    .trim();
}

/** Whether it can be searched for: it has two constant words in a row. */
export function isSearchable(message: string): boolean {
  return fixedPart(message).split(" ").length >= 2;
}

/** The longest part of a message without a value. */
export function fixedPart(message: string): string {
  const parts = message.split("…").map((part) => part.trim());
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), "");
}
