/** A project in which the real `local` runs. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { expect, onTestFinished } from "vitest";
import { isRunning } from "./spawn";
import type { Line, RunContext } from "./spawn";

const ROOT = join(__dirname, "../..");

/** Runs an app that was compiled before, in a third of the time of `npx tsx main.ts`. */
export const QUICK_APP = "node main.js";

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
  return { cwd, tmp };
}

/**
 * A copy of an example, with a folder for temporary files.
 *
 * @param app command of the app; for `QUICK_APP`, the app is compiled
 * @param example name of the example; the default is the smallest
 */
export function copyExample(app: string, example = "function-url"): LocalProject {
  const { cwd, tmp } = projectFolder();
  cpSync(join(ROOT, "examples", example), cwd, { recursive: true, filter: (path) => !path.endsWith("cdktf.out") });
  const file = join(cwd, "cdktf.json");
  const settings = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...settings, app }));
  if (app === QUICK_APP) {
    const main = readFileSync(join(cwd, "main.ts"), "utf8");
    writeFileSync(join(cwd, "main.js"), transformSync(main, { loader: "ts", format: "cjs" }).code);
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
  expect(readdirSync(tmp)).toEqual([]);
}

export const isStep = (text: RegExp) => (line: Line) => line.type === "step" && text.test(String(line.text));
export const isLog = (text: string) => (line: Line) => line.type === "log" && String(line.text).includes(text);
export const isAbout = (subject: unknown) => (line: Line) => line.type === "callback" && line.subject === subject;
