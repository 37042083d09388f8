/** A project in which the real `local` runs. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { isRunning } from "./spawn";
import type { Line, RunContext } from "./spawn";

const ROOT = join(__dirname, "../..");

/** Runs an app as `npx tsx main.ts` does, in a third of the time. */
export const QUICK_APP = "node --require tsx/cjs main.ts";

/** A project, with a folder for temporary files. */
export interface LocalProject extends RunContext {
  readonly tmp: string;
  /** Names of its files. */
  readonly files: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A folder inside this package, whose files find it by name, and one for temporary files. */
export function projectFolder(): { readonly cwd: string; readonly tmp: string } {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const cwd = mkdtempSync(join(ROOT, ".cache", "local-"));
  const tmp = mkdtempSync(join(tmpdir(), "local-test-"));
  onTestFinished(() => [cwd, tmp].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  shareCompiled(tmp);
  return { cwd, tmp };
}

/**
 * A copy of an example, with a folder for temporary files.
 *
 * @param app command of the app @default - the example's own
 * @param example name of the example; the default is the smallest
 */
export function copyExample(app?: string, example = "function-url"): LocalProject {
  const { cwd, tmp } = projectFolder();
  cpSync(join(ROOT, "examples", example), cwd, { recursive: true, filter: (path) => !path.endsWith("cdktf.out") });
  if (app !== undefined) {
    const file = join(cwd, "cdktf.json");
    const settings = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...settings, app }));
  }
  const env = { ...process.env, TMPDIR: tmp, TENCENTCLOUD_SECRET_ID: "the-user's-own" };
  return { cwd, tmp, files: readdirSync(cwd), env };
}

/** Nothing of a run remains. */
export async function expectNothingLeft(
  pids: readonly number[],
  { cwd, tmp, files }: Pick<LocalProject, "cwd" | "tmp" | "files">,
): Promise<void> {
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  expect(readdirSync(cwd)).toEqual(files);
  expect(readdirSync(tmp).filter((name) => !name.startsWith("tsx-"))).toEqual([]);
}

/** tsx keeps what it has compiled in the folder for temporary files: links that of all tests. */
function shareCompiled(tmp: string): void {
  if (process.geteuid === undefined) return;
  const name = `tsx-${process.geteuid()}`;
  mkdirSync(join(tmpdir(), name), { recursive: true });
  symlinkSync(join(tmpdir(), name), join(tmp, name));
}

export const isStep = (text: RegExp) => (line: Line) => line.type === "step" && text.test(String(line.text));
export const isLog = (text: string) => (line: Line) => line.type === "log" && String(line.text).includes(text);
export const isAbout = (subject: unknown) => (line: Line) => line.type === "callback" && line.subject === subject;
