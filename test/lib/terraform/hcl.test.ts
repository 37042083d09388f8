import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack } from "cdktf";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { CiCallbackPipeline, TencentcloudProvider } from "../../../lib";
import { hclText } from "../../../lib/terraform/hcl";
import { TERRAFORM } from "../../../harness/workspace";
import { CODE } from "../support";
import { describeTerraform } from "../../support/terraform";

afterEach(() => vi.unstubAllEnvs());

/** HCL of a stack with a pipeline. */
function hclOf(): string {
  vi.stubEnv("SYNTH_HCL_OUTPUT", "true");
  const folder = mkdtempSync(join(tmpdir(), "hcl-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stack = new TerraformStack(new App({ outdir: folder }), "stack");
  new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
  new CiCallbackPipeline(stack, "Media", { bucket: "media-1250000000", code: CODE, queue: {} });
  App.of(stack).synth();
  return readFileSync(join(folder, "stacks/stack/cdk.tf"), "utf8");
}

describe("synthesis as HCL", () => {
  it("writes replacement triggers as references, and checks in a block", () => {
    const hcl = hclOf();
    expect(hcl).toMatch(
      /replace_triggered_by = \[terraform_data\.\w+, tencentcloud_scf_function\.Media_Function_\w+\.id\]/,
    );
    expect(hcl).toMatch(/replace_triggered_by = \[terraform_data\.Media_FunctionUrl_Identity_\w+\]/);
    expect(hcl).toMatch(/\n\s*postcondition \{\ncondition = "\$\{try\(/);
  });

  it("omits an unset role, and keeps the input of data and the notify settings of a queue", () => {
    const hcl = hclOf();
    expect(hcl).not.toMatch(/\nrole = /);
    expect(hcl).toMatch(
      /resource "terraform_data" "Media_FunctionUrl_Identity_\w+" \{\ninput = \{\ndescription = "\{\\"AuthType/,
    );
    expect(hcl).toMatch(/\nnotify_config = \{\nstate = "On"/);
  });
});

const TEXTS: readonly string[] = [
  ...['{"a":"b"}', "back\\slash", 'quote " and \\" both', "line\nbreak\r\ttab", "$${RunId} and %%{if}", "100 % of $5"],
  ...["plain", "视频", "a$b{c}", "$", "{", "}"],
];

describe("text in HCL", () => {
  it("keeps expressions unchanged and escapes the text around them", () => {
    expect(hclText('{"a":"${join("-", ["}", "\\"{"])}"}')).toBe('{\\"a\\":\\"${join("-", ["}", "\\"{"])}\\"}');
    expect(hclText('"${TfToken[TOKEN.1]}"%{ if true }"%{ endif }')).toBe(
      '\\"${TfToken[TOKEN.1]}\\"%{ if true }\\"%{ endif }',
    );
  });
});

describeTerraform("text in HCL, as Terraform reads it", () => {
  it("is the original text", () => {
    const folder = mkdtempSync(join(tmpdir(), "hcl-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const outputs = TEXTS.map((text, index) => `output "o${index}" { value = "${hclText(text)}" }`).join("\n");
    writeFileSync(join(folder, "main.tf"), outputs);
    const run = (...args: string[]): string =>
      execFileSync(TERRAFORM, args, {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, CHECKPOINT_DISABLE: "1" },
      });
    run("apply", "-auto-approve", "-input=false", "-no-color");
    const read = JSON.parse(run("output", "-json")) as Record<string, { value: string }>;
    const unescaped = TEXTS.map((text) => text.replaceAll("$${", "${").replaceAll("%%{", "%{"));
    expect(TEXTS.map((_, index) => read[`o${index}`]!.value)).toEqual(unescaped);
  });
});
