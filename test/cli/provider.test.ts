import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { PROVIDER_SOURCE, providerVersion } from "../../cli/provider/identity";
import { runProvider } from "../../cli/provider/run";
import { PROVIDER_SOURCE as OWN_SOURCE } from "../../provider/schema";
import { version } from "../../package.json";
import { describeTerraform, PLATFORM, terraformWorkspace } from "../support/terraform";

interface Run {
  readonly folder: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function install(...args: string[]): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "provider-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const written = { out: "", err: "" };
  const sink = (name: "out" | "err") => ({ write: (text: string) => void (written[name] += text) });
  const code = await runProvider(["install", "--dir", folder, ...args], {}, sink("out"), sink("err"));
  return { folder, code, ...written };
}

describe("provider install", () => {
  it("has the address and the version of the provider", () => {
    expect([PROVIDER_SOURCE, providerVersion()]).toEqual([OWN_SOURCE, version]);
  });

  it("writes an executable for each platform, and a command file with its script for Windows", async () => {
    const { folder, code } = await install();
    const installedFile = (platform: string, name: string): string => join(folder, OWN_SOURCE, version, platform, name);
    const name = `terraform-provider-tencentci_v${version}`;
    expect(code).toBe(0);
    for (const platform of ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"]) {
      expect(statSync(installedFile(platform, name)).mode & 0o777).toBe(0o755);
    }
    for (const platform of ["windows_amd64", "windows_arm64"]) {
      expect(readFileSync(installedFile(platform, `${name}.cmd`), "utf8")).toBe('@node "%~dp0tencentci.cjs" %*\r\n');
      expect(existsSync(installedFile(platform, "tencentci.cjs"))).toBe(true);
    }
  });

  it("prints the required_providers block and the folder that Terraform must search", async () => {
    const { folder, out, err } = await install();
    expect(out).toMatch(/^terraform \{\n {2}required_providers \{\n {4}tencentci = \{\n/);
    expect(out).toContain(`source  = "${OWN_SOURCE}"`);
    expect(err).toContain(`path    = ${JSON.stringify(folder)}`);
    const json = await install("--json");
    expect(JSON.parse(json.out)).toEqual({ folder: json.folder, source: OWN_SOURCE, version });
  });

  it.each([[[]], [["remove"]], [["install", "x"]]])("refuses %j", async (words) => {
    const sink = { write: () => {} };
    await expect(async () => runProvider(words, {}, sink, sink)).rejects.toThrow("provider takes install");
  });
});

describeTerraform("the provider that was installed", () => {
  it("is found by terraform init, locked and mirrored from the folder", async () => {
    const { folder, out } = await install();
    const terraform = await terraformWorkspace({ config: `${out}\nprovider "tencentci" {}\n` });
    const lock = await terraform.run([
      "providers",
      "lock",
      `-fs-mirror=${folder}`,
      `-platform=${PLATFORM}`,
      "-platform=windows_amd64",
    ]);
    expect(lock.code, lock.text).toBe(0);
    expect(readFileSync(join(terraform.directory, ".terraform.lock.hcl"), "utf8")).toContain(OWN_SOURCE);
    const init = await terraform.run(["init", "-no-color", `-plugin-dir=${folder}`]);
    expect(init.code, init.text).toBe(0);
    expect((await terraform.validate()).code).toBe(0);
  });

  it("is found by the CLI configuration that the command prints", async () => {
    const { out, err } = await install();
    const terraform = await terraformWorkspace({ config: { "main.tf": `${out}\nprovider "tencentci" {}\n` } });
    const file = join(terraform.directory, "cli.rc");
    writeFileSync(file, err.slice(err.indexOf("provider_installation {")));
    const init = await terraform.init({ env: { TF_CLI_CONFIG_FILE: file, ...OFFLINE } });
    expect(init.code, init.text).toBe(0);
    expect(readFileSync(join(terraform.directory, ".terraform.lock.hcl"), "utf8")).toContain(OWN_SOURCE);
  });

  it("is not found by providers mirror, which asks only registries: the folder already is a mirror", async () => {
    const { folder, out } = await install();
    const terraform = await terraformWorkspace({ config: out });
    const mirror = await terraform.run(["providers", "mirror", `-platform=${PLATFORM}`, "mirror"], { env: OFFLINE });
    expect(mirror.code).toBe(1);
    expect(mirror.text).toMatch(
      new RegExp(`could not connect to ${OWN_SOURCE.split("/")[0]}|not available|not resolve`, "i"),
    );
    // The folder is copied into the mirror that the command wrote for other providers.
    cpSync(folder, join(terraform.directory, "mirror"), { recursive: true });
    const init = await terraform.run(["init", "-no-color", "-plugin-dir=mirror"]);
    expect(init.code, init.text).toBe(0);
  });
});

/** Nothing leaves this machine. */
const OFFLINE = { HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };
