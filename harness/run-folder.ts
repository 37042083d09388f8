/** Vitest's global setup: a folder for what the test files of a run share, which is removed after it. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VARIABLE = "TEST_RUN_FOLDER";

export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "test-run-"));
  process.env[VARIABLE] = folder; // the processes of the test files inherit it
  return () => rmSync(folder, { recursive: true, force: true });
}

/** The folder of this run. */
export function runFolder(): string {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error(`${VARIABLE} must be set by vitest's global setup`);
  return folder;
}

/** Creates a folder. False if it exists: another process of the run has created it, and fills it. */
export function tryToCreate(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
