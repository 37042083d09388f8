/** OpenTofu if installed, and Terraform under the name of OpenTofu. */
import { execFileSync } from "node:child_process";
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { onTestFinished } from "vitest";
import { TERRAFORM } from "../../harness/workspace";

/** Further programs that Terraform's callers need. */
const REQUIRED_PROGRAMS = ["node", "npx", "sh"];

export interface StandIn {
  /** A PATH with `tofu` and without `terraform`, and the name of the program. */
  readonly env: Readonly<Record<"PATH" | "TERRAFORM_BINARY_NAME", string>>;
  /** Its executed commands, such as `apply`. */
  readonly commands: () => string[];
}

/** This machine's Terraform under the name of OpenTofu: a call of `terraform` fails. */
export function standInForOpenTofu(): StandIn {
  const folder = mkdtempSync(join(tmpdir(), "stand-in-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, "calls");
  const script = `#!/bin/sh\necho "$1" >>'${log}'\nexec '${onPath(TERRAFORM)!}' "$@"\n`;
  writeFileSync(join(folder, "tofu"), script, { mode: 0o755 });
  for (const name of REQUIRED_PROGRAMS) symlinkSync(onPath(name)!, join(folder, name));
  return {
    env: { PATH: folder, TERRAFORM_BINARY_NAME: "tofu" },
    commands: () => (existsSync(log) ? [...new Set(readFileSync(log, "utf8").trim().split("\n"))] : []),
  };
}

/** OpenTofu itself is on PATH, not another program of that name. */
export function hasOpenTofu(): boolean {
  return onPath("tofu") !== undefined && execFileSync("tofu", ["version"], { encoding: "utf8" }).includes("OpenTofu");
}

function onPath(name: string): string | undefined {
  return process.env["PATH"]
    ?.split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
