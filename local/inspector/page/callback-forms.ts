/** Writes a callback as a command line or as a test. */
import type { CallbackDetail, CallbackRow } from "../protocol";

/** The command line that posts a body with curl. The user adds the address, since the page does not know its secret. */
export function curlLine(body: string, { format }: Pick<CallbackRow, "format">): string {
  const type = format === "XML" ? "application/xml" : "application/json";
  return [
    'curl -sS "${CALLBACK_URL:?must be the callback address, as local prints it}"',
    `-H ${quoted(`content-type: ${type}`)} --data-binary ${quoted(body)}`,
  ].join(" \\\n  ");
}

interface Named {
  readonly tag?: string;
  readonly type?: string;
  readonly state?: string;
  readonly input?: { readonly bucketId?: string; readonly region?: string; readonly object?: string };
}

interface AnyEvent {
  readonly jobs?: readonly Named[];
  readonly execution?: { readonly state?: string; readonly tasks?: readonly Named[] };
  readonly eventName?: string;
}

/**
 * The command line that sends a sample like a callback; `undefined` if there is no such sample.
 *
 * @param samples names of the samples
 */
export function sendLine({ event, row, body }: CallbackDetail, samples: readonly string[]): string | undefined {
  const { jobs, execution, eventName } = (event ?? {}) as AnyEvent;
  const tasks = (execution?.tasks ?? []).map(({ type }) => type);
  const name = [jobs?.[0]?.tag, ...tasks, eventName].find((known) => known !== undefined && samples.includes(known));
  if (name === undefined) return undefined;
  const { bucketId: bucket, region, object } = jobs?.[0]?.input ?? {};
  const options = [
    ...(jobs || execution ? ["--format", extensionOf(body)] : []),
    ...(["Failed", "Cancel"].includes(row.state) ? ["--failed"] : []),
    ...(execution ? ["--workflow"] : []),
    ...Object.entries({ object, bucket, region }).flatMap(([key, value]) => (value ? [`--${key}`, value] : [])),
  ];
  return ["npx cdktf-tencentcloud-ci send", name, ...options]
    .map((part, index) => (index > 1 ? word(part) : part))
    .join(" ");
}

export interface TestFiles {
  readonly fixture: string;
  readonly test: string;
  /** Content of the test. */
  readonly source: string;
}

/** A test that calls the user's handler with the callback's body, which is kept in a fixture file. */
export function testFiles({ row, body, refusal }: CallbackDetail): TestFiles {
  const name = [kebab(row.title || row.kind), row.subject.replace(/\W/g, "").slice(0, 8)].filter(Boolean).join("-");
  const fixture = `${name}.${extensionOf(body)}`;
  const description = [row.title, row.subject, row.state].filter((text) => text !== "").join(" ");
  const isTaken = refusal === undefined && row.outcome !== "unrouted";
  const expectations = isTaken
    ? ["  expect(status).toBe(200);", "  expect(calls.length).toBeGreaterThan(0);"]
    : [`  expect(status).toBe(${refusal === undefined ? 200 : (row.status ?? 400)});`, "  expect(calls).toEqual([]);"];
  const source = [
    'import { readFileSync } from "node:fs";',
    'import { join } from "node:path";',
    'import { invoke } from "cdktf-tencentcloud-ci/testing";',
    'import { expect, it } from "vitest";',
    'import handler from "./handler"; // your program',
    "",
    `it(${JSON.stringify(`${isTaken ? "processes" : "does not process"} ${description || row.kind}`)}, async () => {`,
    `  const body = readFileSync(join(__dirname, ${JSON.stringify(`fixtures/${fixture}`)}));`,
    "  const { status, calls } = await invoke(handler, body);",
    ...expectations,
    ...(isTaken ? ["  expect(calls.filter(({ error }) => error !== undefined)).toEqual([]);"] : []),
    "});",
    "",
  ].join("\n");
  return { fixture, test: `${name}.test.ts`, source };
}

function extensionOf(body: string): "xml" | "json" {
  return body.trimStart().startsWith("<") ? "xml" : "json";
}

function kebab(text: string): string {
  const words = text.replace(/([a-z\d])([A-Z])/g, "$1-$2").replace(/[^A-Za-z\d]+/g, "-");
  return (
    words
      .replace(/^-+|-+$/g, "")
      .toLowerCase()
      .slice(0, 60) || "callback"
  );
}

/** One word of a POSIX shell, for any content. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text);
}
