import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { runAcceptance } from "../../scripts/acceptance/command";
import { program } from "../support/program";

const ROOT = join(__dirname, "../..");
const EXECUTABLE = process.env.TENCENTCLOUD_PROVIDER_BIN;
/** Four configurations with the real provider, on a slow machine. */
const LIFE_TIMEOUT_MS = 400_000;

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function acceptance(args: readonly string[], executable?: string): Promise<Outcome> {
  const env = { ...process.env, TENCENTCLOUD_PROVIDER_BIN: executable };
  const command = [await program("scripts/acceptance/main.ts"), ...args];
  return spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8", env });
}

/** Runs the command in this process, which is faster, if it runs no stack. */
async function acceptanceHere(args: readonly string[], executable?: string): Promise<Outcome> {
  const output = { stdout: "", stderr: "" };
  vi.spyOn(console, "log").mockImplementation((text: string) => void (output.stdout += `${text}\n`));
  vi.spyOn(console, "error").mockImplementation((text: string) => void (output.stderr += `${text}\n`));
  onTestFinished(() => void vi.restoreAllMocks());
  return { status: await runAcceptance(args, { TENCENTCLOUD_PROVIDER_BIN: executable }), ...output };
}

describe("npm run acceptance", () => {
  it("is skipped without the vendor's provider, and prints in one sentence where to find it", async () => {
    const { status, stdout, stderr } = await acceptance(["function-url"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^skipped: TENCENTCLOUD_PROVIDER_BIN must name .* `terraform init` .*\n$/);
    expect(JSON.parse((await acceptanceHere(["--json"])).stdout)).toEqual({ skipped: stdout.trim() });
  });

  it.each([
    ["a provider that is not there", ["function-url"], join(ROOT, "no-such-provider"), "must be a file"],
    ["what is neither an example nor a stack", ["no-such-stack"], process.execPath, "must be a folder with Terraform"],
    ["an unknown option", ["--loud"], process.execPath, "Unknown option '--loud'"],
    ["a second configuration without a first", ["--then", "cdktf.out"], process.execPath, "--then needs one stack"],
  ])("refuses %s", async (_, args, executable, text) => {
    const { status, stdout, stderr } = await acceptanceHere(args, executable);
    expect(status).toBe(2);
    expect(stdout).not.toContain("ok");
    expect(stderr).toContain(text);
    expect(stderr).not.toContain("    at ");
  });

  it.skipIf(EXECUTABLE === undefined)(
    "deploys, changes and destroys an example with the vendor's provider",
    async () => {
      const { status, stdout, stderr } = await acceptance(["function-url", "--json"], EXECUTABLE);
      expect(status, stderr).toBe(0);
      const { ok, stacks } = JSON.parse(stdout) as { ok: boolean; stacks: { steps: { name: string }[] }[] };
      expect(ok).toBe(true);
      const names = stacks[0]!.steps.map(({ name }) => name);
      expect(names).toHaveLength(17);
      expect(names).toContain("second plan (rotation)");
      expect(names.slice(-3)).toEqual(["destroy", "nothing left", "all requests answered"]);
    },
    LIFE_TIMEOUT_MS,
  );
});
