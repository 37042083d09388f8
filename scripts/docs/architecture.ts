/** The diagram of docs/architecture.md, derived from the imports. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { specifiersIn } from "../package/imports";

const ROOT = join(__dirname, "../..");

/** Rooms with published code, and the bindings, which are generated. */
const ROOMS = ["lib", "lib/providers", "handler", "provider", "local", "cli", "testing", "api"];

/** Files that the build creates from one room and another room reads: imports do not show these arrows. */
const FILES: readonly [from: string, to: string, what: string][] = [
  ["lib", "handler", "bundles it"],
  ["lib", "provider", "installs its executable"],
];

export const PAGES = ["docs/architecture.md", "docs/architecture.zh-CN.md"];

const DIAGRAM = /(?<=<!-- made by `npm run docs` -->\n\n)```mermaid\n[^]*?\n```/;

/** A page with its diagram renewed. */
export function withDiagram(page: string): string {
  const text = readFileSync(join(ROOT, page), "utf8");
  if (!DIAGRAM.test(text)) throw new Error(`${page} must have a comment and a mermaid block for the diagram`);
  return text.replace(DIAGRAM, () => diagram());
}

function diagram(): string {
  const rooms = ROOMS.map((room) => `  ${idOf(room)}["${room}/"]`);
  const imports = ROOMS.flatMap((room) => importedRooms(room).map((target) => `  ${idOf(room)} --> ${idOf(target)}`));
  const packages = ROOMS.flatMap((room) => importedPackages(room).map((name) => `  ${idOf(room)} --> ${idOf(name)}`));
  const names = [...new Set(ROOMS.flatMap(importedPackages))].sort().map((name) => `  ${idOf(name)}(["${name}"])`);
  const files = FILES.map(([from, to, what]) => `  ${idOf(from)} -. ${what} .-> ${idOf(to)}`);
  return ["```mermaid", "flowchart TD", ...rooms, ...names, ...imports, ...packages, ...files, "```"].join("\n");
}

function importedRooms(room: string): string[] {
  const targets = importsOf(room).map(roomOf);
  return ROOMS.filter((other) => other !== room && targets.includes(other));
}

function importedPackages(room: string): string[] {
  const names = importsOf(room).filter(
    (target) => roomOf(target) === undefined && !/^(node:|#|[^@]*\.json$)/.test(target),
  );
  return [...new Set(names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)![0]))].sort();
}

/** The room of a path; bindings are a room of their own. */
function roomOf(target: string): string | undefined {
  const rooms = [...ROOMS].sort((a, b) => b.length - a.length);
  return rooms.find((room) => target === room || target.startsWith(`${room}/`));
}

const parsed = new Map<string, string[]>();

/** Imports of the files of a room: paths from the root, or packages. */
function importsOf(room: string): string[] {
  const imports = parsed.get(room) ?? parse(room);
  parsed.set(room, imports);
  return imports;
}

function parse(room: string): string[] {
  if (room === "lib/providers") return ["cdktf", "constructs"]; // generated, all files alike
  return readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("providers/"))
    .map((name) => join(ROOT, room, name))
    .flatMap((file) => specifiersIn(readFileSync(file, "utf8")).map((specifier) => resolve(file, specifier)));
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return relative(ROOT, join(dirname(file), specifier));
  return specifier.replace(/^#(tencentcloud|tencentci)\//, "lib/providers/$1/");
}

function idOf(name: string): string {
  return name.replace(/\W+/g, "_");
}
