import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { bundle } from "../../../lib/code/bundling";
import type { EntryOptions } from "../../../lib/code/entry-options";
import { newStack, temporaryFolder } from "../support";

/** First line of a program that defines a handler. */
export const IMPORT = 'import { defineHandler } from "cdktf-tencentcloud-ci/handler";\n';

type TextFiles = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a folder that is deleted after the test; returns the folder. */
export function project(files: TextFiles): string {
  const folder = temporaryFolder();
  write(folder, files);
  return folder;
}

export function write(folder: string, files: TextFiles | Record<string, Uint8Array>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Files of the zip of a program, and the warnings of its synthesis. */
export function synthesize(entry: string, options: EntryOptions = {}) {
  const stack = newStack();
  const files = unzipSync(bundle(stack, entry, options));
  return { files, warnings: stack.node.metadata.map(({ data }) => String(data)) };
}

/** The export of a zip's function, loaded as the platform loads it: from a separate folder. */
export function load(files: Record<string, Uint8Array>): unknown {
  const folder = temporaryFolder();
  write(folder, files);
  const file = join(folder, "index.js");
  return (createRequire(file)(file) as { main_handler: unknown }).main_handler;
}
