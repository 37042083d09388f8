/** A project in which the real `local` runs. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { isRunning } from "./spawn";
import type { Line, Where } from "./spawn";

const ROOT = join(__dirname, "../..");

/** A project, with a folder for temporary files. */
export interface LocalProject extends Where {
  readonly tmp: string;
  /** Names of its files. */
  readonly files: readonly string[];
}

/** A copy of the smallest example, inside this package so that it finds it by name, with a folder for temporary files. */
export function project(): LocalProject {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const cwd = mkdtempSync(join(ROOT, ".cache", "local-"));
  cpSync(join(ROOT, "examples/function-url"), cwd, { recursive: true, filter: (path) => !path.endsWith("cdktf.out") });
  const tmp = mkdtempSync(join(tmpdir(), "local-test-"));
  onTestFinished(() => [cwd, tmp].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return {
    cwd,
    tmp,
    files: readdirSync(cwd),
    env: { ...process.env, TMPDIR: tmp, TENCENTCLOUD_SECRET_ID: "the-user's-own" },
  };
}

/** Nothing of a run remains. */
export async function expectNothingLeft(pids: readonly number[], { cwd, tmp, files }: LocalProject): Promise<void> {
  await expect.poll(() => pids.filter(isRunning), { timeout: 5000 }).toEqual([]);
  expect(readdirSync(cwd)).toEqual(files);
  expect(readdirSync(tmp).filter((name) => !name.startsWith("tsx-"))).toEqual([]); // tsx keeps what it has compiled
}

export const isStep = (text: RegExp) => (line: Line) => line.type === "step" && text.test(String(line.text));
export const isLog = (text: string) => (line: Line) => line.type === "log" && String(line.text).includes(text);
export const isAbout = (subject: unknown) => (line: Line) => line.type === "callback" && line.subject === subject;
