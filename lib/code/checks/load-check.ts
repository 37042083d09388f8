import { spawnSync } from "node:child_process";
import type { SpawnSyncOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loaderSource } from "./loader";
import type { Loaded } from "./loader";
import type { ZipEntry } from "../zip";

/** Maximum time for a program to load, in milliseconds. The platform allows more, with less memory. */
const TIME_LIMIT_MS = 20_000;

/** Variables that a process needs to start. The program gets no other variable of the environment. */
const ENV_NAMES = ["PATH", "SystemRoot", "TMPDIR", "TEMP"];

/** By hash of the files: many pipelines may use one program. */
const results = new Map<string, Loaded>();

/** Loads a function as the platform does, in a process of its own, and reports its export. */
export function loadFunction(files: Readonly<Record<string, ZipEntry>>, timeLimitMs = TIME_LIMIT_MS): Loaded {
  const hash = createHash("sha256");
  for (const name of Object.keys(files).sort()) hash.update(`${name}\0`).update(files[name]!.content).update("\0");
  const key = hash.digest("hex");
  const result = results.get(key) ?? load(files, timeLimitMs);
  results.set(key, result);
  return result;
}

function load(files: Readonly<Record<string, ZipEntry>>, timeLimitMs: number): Loaded {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-tencentcloud-ci-load-"));
  try {
    for (const [name, { content, isExecutable }] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content, { mode: isExecutable ? 0o700 : 0o600 });
    }
    const { output, pid, status, signal, error } = spawnSync(process.execPath, ["-e", loaderSource(), folder], {
      cwd: folder,
      env: Object.fromEntries(ENV_NAMES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      timeout: timeLimitMs,
      killSignal: "SIGKILL",
      detached: true, // its own process group, so that processes that the program started end with it
    } as SpawnSyncOptions);
    killGroup(pid);
    const report = output?.[3]?.toString() ?? "";
    if (report.includes("\n{")) return JSON.parse(report.slice(report.lastIndexOf("\n{"))) as Loaded;
    const { code } = { ...error } as { readonly code?: string };
    if (code === "ETIMEDOUT") return { kind: "slow", seconds: timeLimitMs / 1000 };
    if (error) throw error;
    return { kind: "ended", how: signal ?? `exit code ${status}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // the group has no process left
  }
}
