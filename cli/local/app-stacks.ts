/** The synthesized stacks of an app, in the order in which they are applied. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../errors";
import { didYouMean } from "../suggest";
import { remoteStatesOf } from "./remote-state";
import { isStackFolder } from "./stack-folder";

/** A synthesized stack. */
export interface AppStack {
  readonly name: string;
  /** Folder with its `cdk.tf.json`. */
  readonly folder: string;
  /** Names of the stacks that must be applied first. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly stacks?: Readonly<
    Record<string, { readonly constructPath?: string; readonly dependencies?: readonly string[] } | undefined>
  >;
}

/**
 * The folder of a stack in a synthesis output.
 *
 * @param name of the stack; if undefined, the only stack
 * @throws UsageError if there is no stack or more than one
 */
export function chooseStack(outdir: string, name: string | undefined): string {
  const names = requireStacks(outdir, name);
  if (name === undefined && names.length !== 1) {
    throw new UsageError(`The stack must be named if there are several (got ${names.join(", ")})`);
  }
  return join(outdir, "stacks", name ?? names[0]!);
}

/**
 * The stacks to apply, each after those that it depends on.
 *
 * @param name of a stack, which is returned with its dependencies; if undefined, all stacks
 * @throws UsageError if there is no such stack; Error if the stacks depend on each other in a circle
 */
export function chooseStacks(outdir: string, name: string | undefined): AppStack[] {
  requireStacks(outdir, name);
  const stacks = readStacks(outdir);
  const roots = name === undefined ? stacks : stacks.filter((stack) => stack.name === name);
  return inOrder(roots, stacks);
}

/** A stack that the user named by its folder, with the stacks beside it that it depends on. */
export function stacksOfFolder(folder: string): AppStack[] {
  const outdir = dirname(dirname(folder));
  const name = basename(folder);
  const isOfApp = manifestOf(outdir) !== undefined && namesOf(outdir).includes(name);
  return isOfApp ? chooseStacks(outdir, name) : [{ name, folder, dependencies: [] }];
}

/** Names of the stacks. @throws UsageError if there is none, or none with this name */
function requireStacks(outdir: string, name: string | undefined): string[] {
  const names = namesOf(outdir);
  if (name !== undefined && !names.includes(name)) {
    const list = names.length > 0 ? names.join(", ") : "none";
    const rule = `The stack must be a stack of the app, or the folder of one (got ${name}, of ${list})`;
    throw new UsageError(`${rule}${didYouMean(name, names)}`);
  }
  if (names.length > 0) return names;
  throw new UsageError(
    `The app must define a stack (got none); create one before app.synth(), which wrote to ${outdir}`,
  );
}

/** Folders of stacks that the manifest names: an app that writes to a fixed folder leaves removed stacks there. */
function namesOf(outdir: string): string[] {
  const folder = join(outdir, "stacks");
  if (!existsSync(folder)) return [];
  const known = manifestOf(outdir)?.stacks;
  const isKnown = (name: string): boolean => known === undefined || Object.hasOwn(known, name);
  return readdirSync(folder)
    .filter((name) => isKnown(name) && isStackFolder(join(folder, name)))
    .sort();
}

function manifestOf(outdir: string): Manifest | undefined {
  const file = join(outdir, "manifest.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}

/** Dependencies are those of the manifest, and the other stacks whose state a stack reads. */
function readStacks(outdir: string): AppStack[] {
  const names = namesOf(outdir);
  const entries = manifestOf(outdir)?.stacks ?? {};
  const byPath = new Map(Object.entries(entries).map(([name, entry]) => [entry?.constructPath ?? name, name]));
  const folders = names.map((name) => ({ name, folder: join(outdir, "stacks", name) }));
  return folders.map(({ name, folder }) => {
    const declared = (entries[name]?.dependencies ?? []).map((path) => byPath.get(path) ?? path);
    const unknown = declared.find((other) => !names.includes(other));
    if (unknown !== undefined) {
      const got = `(got ${unknown}, of ${names.join(", ")})`;
      throw new Error(`The stack ${name} must depend on stacks of its app ${got}${didYouMean(unknown, names)}`);
    }
    const remote = remoteStatesOf(folder, folders).flatMap(({ stack = name }) => (stack === name ? [] : [stack]));
    return { name, folder, dependencies: [...new Set([...declared, ...remote])] };
  });
}

/** @throws Error that names the stacks of a circle */
function inOrder(roots: readonly AppStack[], all: readonly AppStack[]): AppStack[] {
  const ordered = new Set<AppStack>();
  const visit = (stack: AppStack, path: readonly string[]): void => {
    const start = path.indexOf(stack.name);
    if (start >= 0) {
      const circle = [...path.slice(start), stack.name].join(" → ");
      throw new Error(`Stacks must not depend on each other in a circle (got ${circle}); remove one of the references`);
    }
    if (ordered.has(stack)) return;
    for (const name of stack.dependencies) {
      visit(
        all.find((other) => other.name === name)!,
        [...path, stack.name],
      );
    }
    ordered.add(stack);
  };
  for (const stack of roots) visit(stack, []);
  return [...ordered];
}
