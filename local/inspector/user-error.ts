/**
 * Errors of user code at the line of the user's source file. Node.js maps the positions in stack traces through the
 * bundle's source map, so the frames name the user's files.
 *
 * A log line may repeat what a callback contains, so nothing in it is trusted: only the members in which the handler
 * writes errors count, and only files that the source map of deployed code names are read.
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { UserError } from "./protocol";

/** Lines shown before and after the line of the error. */
const NEIGHBOURS = 3;
/** Lines of a message between the name of an error and its stack trace. */
const MAX_MESSAGE_LINES = 20;
const FRAME = /^\s+at /;
const MAX_CAUSES = 5;
const MAX_FILE_BYTES = 2 * 1024 * 1024;
/** Maximum column of the caret in an error card. */
const MAX_COLUMN = 500;
/** Folder of this package: its frames belong to the handler, not to the user. */
const PACKAGE = dirname(dirname(__dirname));
const PACKAGE_ROOMS = ["handler", "api", "local"].map((room) => `${PACKAGE}${sep}${room}${sep}`);

interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/**
 * The last error in these log lines whose stack trace names a source file.
 *
 * @param isSource whether a file is a source file of deployed code
 */
export function userErrorOf(logs: readonly string[], isSource: (file: string) => boolean): UserError | undefined {
  for (const thrown of errorsIn(logs).reverse()) {
    const located = locate(thrown, isSource);
    if (located) return located;
  }
  return undefined;
}

/** The last error in these log lines, whether its source file is known or not, such as `Error: no picture`. */
export function errorTextOf(logs: readonly string[]): string | undefined {
  const last = errorsIn(logs).at(-1);
  return last && `${last.name}: ${last.message}`;
}

/** All errors in log lines, oldest first. */
function errorsIn(logs: readonly string[]): ThrownError[] {
  return logs.flatMap((text, index) => loggedErrorsIn(text) ?? plainErrorAt(logs, index));
}

/**
 * The error whose stack trace begins at this plain line, such as an error thrown while the code is loaded. Node.js
 * prints it without JSON, one log line for each line of the trace.
 */
function plainErrorAt(logs: readonly string[], index: number): ThrownError[] {
  const [, name, message] = /^(?:Uncaught )?([A-Z][\w$]*)(?: \[\w+\])?: (.*)$/.exec(logs[index]!) ?? [];
  if (name === undefined || message === undefined) return [];
  const rest = logs.slice(index + 1);
  const first = rest.findIndex((line) => FRAME.test(line));
  if (first < 0 || first > MAX_MESSAGE_LINES) return [];
  const after = rest.slice(first).findIndex((line) => !FRAME.test(line));
  const frames = rest.slice(first, after < 0 ? undefined : first + after);
  return [{ name, message: [message, ...rest.slice(0, first)].join("\n"), stack: frames.join("\n") }];
}

/**
 * The errors that the handler writes into one log line, each followed by its causes: the last cause is closest to the
 * user's line. `undefined` for a plain line.
 */
function loggedErrorsIn(text: string): ThrownError[] | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { error, deliveries } = membersOf(line);
  const ofDeliveries = Array.isArray(deliveries) ? deliveries.map((delivery) => membersOf(delivery)["error"]) : [];
  return [error, ...ofDeliveries].flatMap(withCauses);
}

function withCauses(error: unknown): ThrownError[] {
  const found: ThrownError[] = [];
  let next = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof next === "object" && next !== null; depth++) {
    const { name, message, stack, cause } = membersOf(next);
    if (typeof stack === "string") found.push({ name: textOf(name, "Error"), message: textOf(message, ""), stack });
    next = cause;
  }
  return found;
}

/** The members of any JSON value. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

const textOf = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

function locate({ name, message, stack }: ThrownError, isSource: (file: string) => boolean): UserError | undefined {
  for (const frame of stack.split("\n")) {
    const [, path, line, column] = /[\s(]((?:file:\/\/)?\/.*):(\d+):(\d+)\)?\s*$/.exec(frame) ?? [];
    if (path === undefined) continue;
    const file = pathOf(path);
    if (file === undefined || !isSource(file) || isOfPackage(file)) continue;
    const position = { line: Number(line), column: Math.min(Math.max(Number(column), 1), MAX_COLUMN) };
    const lines = linesAround(file, position.line);
    if (lines) return { name, message, file, ...position, lines, editor: editorLink(file, position) };
  }
  return undefined;
}

/** `undefined` for a URL that names no file on this machine. */
function pathOf(url: string): string | undefined {
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : url;
  } catch {
    return undefined;
  }
}

/** Whether the file is part of a package, not code of the user. */
function isOfPackage(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`) || PACKAGE_ROOMS.some((room) => file.startsWith(room));
}

/** Undefined if the file cannot be read, or has no such line: it was changed since. */
function linesAround(file: string, line: number): UserError["lines"] | undefined {
  const lines = textIn(file)?.split(/\r?\n/);
  if (!lines || line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - NEIGHBOURS);
  return lines.slice(first - 1, line + NEIGHBOURS).map((text, index) => ({ number: first + index, text }));
}

function textIn(file: string): string | undefined {
  try {
    return statSync(file).size > MAX_FILE_BYTES ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined; // deleted, no longer readable, or a folder now
  }
}

/** @see https://code.visualstudio.com/docs/configure/command-line#_opening-vs-code-with-urls */
function editorLink(file: string, { line, column }: { readonly line: number; readonly column: number }): string {
  return `vscode://file${pathToFileURL(file).pathname}:${line}:${column}`;
}

/** The error as lines of text for a terminal. */
export function errorCard({ name, message, file, line, column, lines }: UserError): string[] {
  const width = String(lines.at(-1)?.number ?? line).length;
  const sourceLines = lines.flatMap(({ number, text }) => {
    const row = `  ${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`;
    return number === line ? [row, `    ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`] : [row];
  });
  return [`${name}: ${message}`, `  at ${file}:${line}:${column}`, ...sourceLines];
}
