/** The parts of `local` that can be tested without Terraform. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readLocalOptions } from "../../cli/local/options";
import { localEnvironment } from "../../cli/local/terraform";
import { checkTools } from "../../cli/local/tools";

function folder(files: Readonly<Record<string, string | object>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "local-parts-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

describe("the options", () => {
  it("have defaults", () => {
    const defaults = {
      stack: undefined,
      buckets: [],
      port: 0,
      isWatching: true,
      isJson: false,
      isEnv: false,
      tunnel: undefined,
      tunnelPort: 8787,
    };
    expect(readLocalOptions([])).toEqual(defaults);
    const args = ["media", "--port", "8080", "--bucket", "a-1250000000", "--bucket", "b-1250000000", "--no-watch"];
    const buckets = ["a-1250000000", "b-1250000000"];
    expect(readLocalOptions(args)).toEqual({ ...defaults, stack: "media", buckets, port: 8080, isWatching: false });
  });

  it.each(["http", "-1", "65536", "1e3", ""])("refuse an invalid port: %j", (port) => {
    expect(() => readLocalOptions([`--port=${port}`])).toThrow(
      `--port must be a number from 0 to 65535 (got "${port}")`,
    );
  });
});

describe("the tools", () => {
  const tools = (env: NodeJS.ProcessEnv): Promise<void> =>
    checkTools({ cwd: folder(), env: { ...process.env, ...env }, signal: new AbortController().signal });
  const program = (script: string): string => {
    const path = join(folder(), "program");
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  };

  it("are reported if Terraform is missing or too old", async () => {
    await expect(tools({ TERRAFORM_BINARY_NAME: "no-such-terraform" })).rejects.toThrow(
      /^no-such-terraform must be on PATH \(got none\); install Terraform \(https:/,
    );
    const old = program(`echo '{"terraform_version":"1.3.9"}'`);
    await expect(tools({ TERRAFORM_BINARY_NAME: old })).rejects.toThrow(
      /must be version 1\.5 or later \(got 1\.3\.9\)/,
    );
  });

  it("do not depend on the providers that the user has attached", async () => {
    const strict = program(`[ -z "\${TF_REATTACH_PROVIDERS+set}" ] || exit 1; echo '{"terraform_version":"1.11.0"}'`);
    await tools({ TERRAFORM_BINARY_NAME: strict, TF_REATTACH_PROVIDERS: "garbage" });
  });

  it("are reported if the node on PATH is missing or too old", async () => {
    const terraform = program(`echo '{"terraform_version":"1.11.0"}'`);
    const empty = folder();
    await expect(tools({ TERRAFORM_BINARY_NAME: terraform, PATH: empty })).rejects.toThrow(
      /as node; see .*\(got none\)/,
    );
    const old = folder();
    writeFileSync(join(old, "node"), "#!/bin/sh\necho v18.20.0\n", { mode: 0o755 });
    await expect(tools({ TERRAFORM_BINARY_NAME: terraform, PATH: old })).rejects.toThrow(/\(got 18\.20\.0\)/);
  });

  it("never get the user's keys and settings of real deployments", () => {
    const own = {
      TENCENTCLOUD_SECRET_ID: "mine",
      TENCENTCLOUD_PROFILE: "p",
      TF_WORKSPACE: "prod",
      TF_CLI_ARGS_apply: "-x",
    };

    const env = localEnvironment({ ...own, TF_VAR_size: "1", HOME: "/h" }, { TENCENTCLOUD_SECRET_ID: "local" });

    expect(env).toEqual({ TF_VAR_size: "1", HOME: "/h", TENCENTCLOUD_SECRET_ID: "local", TF_IN_AUTOMATION: "1" });
  });
});
