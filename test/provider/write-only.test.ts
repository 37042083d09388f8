/** `url_wo`: the callback address is sent to CI and is in no state, plan or log. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { listWorkflows } from "../../api/workflows";
import { describeTerraform } from "../support/terraform";
import type { RunOptions } from "../support/terraform";
import { BUCKET, deployable, ok, REGION, SECRET, SERVICE, taint, topology, URL_ONE } from "./support";
import type { Setting } from "./support";

const NEXT = "5ec2e75ec2e75ec2e75ec2e75ec2e700";
const urlWith = (secret: string): string => `https://cb.example.com/${secret}`;

const pipeline = (version: number, more = ""): string => `
variable "url" {
  type      = string
  ephemeral = true
}
${SERVICE}
resource "tencentci_media_queue" "this" {
  bucket        = tencentci_media_service.this.bucket
  notify_config = { url_wo = var.url, url_wo_version = ${version} }
  ${more}
}
resource "tencentci_media_workflow" "this" {
  bucket        = tencentci_media_service.this.bucket
  name          = "wf"
  topology      = ${topology()}
  notify_config = { url_wo = var.url, url_wo_version = ${version}, result_format = "JSON" }
  ${more}
}
`;

const withSecret = (secret: string): RunOptions => ({ env: { TF_VAR_url: urlWith(secret) } });

/** The addresses that CI calls: the queue's, then the workflow's. */
async function called({ cloud }: Setting): Promise<unknown[]> {
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const [workflow] = await listWorkflows(client, { bucket: BUCKET, region: REGION });
  const graph = JSON.parse(JSON.stringify(workflow!.topology)) as {
    Nodes: { Start: { Input: { NotifyConfig: { Url: string } } } };
  };
  return [cloud.queues(BUCKET)[0]!.NotifyConfig?.Url, graph.Nodes.Start.Input.NotifyConfig.Url];
}

async function expectAgreement(setting: Setting, secret: string): Promise<void> {
  expect(await called(setting)).toEqual([urlWith(secret), urlWith(secret)]);
  const plan = await setting.terraform.plan(withSecret(secret));
  expect([plan.code, plan.text]).toEqual([0, expect.stringContaining("No changes")]);
  for (const text of [await setting.terraform.stateFile(), plan.stdout, plan.stderr]) {
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(NEXT);
  }
}

const REFUSED = [
  ['url_wo = "https://a.example.com/x"', "url_wo_version is required with url_wo (got none)"],
  ["url_wo_version = 1", "url_wo is required with url_wo_version (got none)"],
  [
    'url = "https://a.example.com/x", url_wo = "https://a.example.com/x", url_wo_version = 1',
    "url or url_wo (got both)",
  ],
  ['url_wo = "ftp://a.example.com/x", url_wo_version = 1', "must be an http:// or https:// URL"],
  [
    'type = "TDMQ", mq_mode = "Queue", mq_region = "gz", mq_name = "q", url_wo = "https://a.example.com", url_wo_version = 1',
    "url_wo goes with type Url",
  ],
] as const;

describeTerraform("url_wo", () => {
  it("is sent when its version changes, and is in no state and no plan", async () => {
    const setting = await deployable(pipeline(1));
    const { terraform } = setting;
    const planned = ok(await terraform.run(["plan", "-no-color", "-out=plan.bin"], withSecret(SECRET)));
    expect(planned.text).not.toContain(SECRET);
    const shown = ok(await terraform.run(["show", "-json", "plan.bin"], withSecret(SECRET)));
    expect(shown.stdout).not.toContain(SECRET);
    expect(readFileSync(join(terraform.directory, "plan.bin")).includes(SECRET)).toBe(false);
    ok(await terraform.run(["apply", "-no-color", "-input=false", "plan.bin"], withSecret(SECRET)));
    await expectAgreement(setting, SECRET);

    // Another address is not sent, neither alone nor with another change.
    expect((await terraform.plan(withSecret(NEXT))).code).toBe(0);
    await terraform.configure(pipeline(1, 'state = "Paused"'));
    ok(await terraform.apply(withSecret(NEXT)));
    await expectAgreement(setting, SECRET);

    await terraform.configure(pipeline(2));
    expect(ok(await terraform.apply(withSecret(NEXT))).text).toContain("0 added, 2 changed, 0 destroyed");
    await expectAgreement(setting, NEXT);
    ok(await terraform.destroy(withSecret(NEXT)));
    expect(setting.cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  });

  it("is sent again if another address was set outside Terraform, which is not shown", async () => {
    const setting = await deployable(pipeline(1));
    const { cloud, terraform } = setting;
    ok(await terraform.apply(withSecret(SECRET)));
    cloud.changeQueue(BUCKET, { NotifyConfig: { Url: "https://theirs.example.com/x" } });
    for (let times = 0; times < 2; times++) {
      ok(await terraform.run(["apply", "-refresh-only", "-auto-approve"], withSecret(SECRET)));
    }
    expect(await terraform.stateFile()).not.toContain("theirs.example.com");
    const drift = await terraform.plan(withSecret(SECRET));
    expect([drift.code, drift.text]).toEqual([2, expect.stringMatching(/\+ url_wo_version += 1/)]);
    ok(await terraform.apply(withSecret(SECRET)));
    await expectAgreement(setting, SECRET);
  });

  it("can replace url and be replaced by it", async () => {
    const stored = pipeline(1).replaceAll("url_wo = var.url, url_wo_version = 1", `url = "${URL_ONE}"`);
    const setting = await deployable(stored);
    const { terraform } = setting;
    ok(await terraform.apply(withSecret(SECRET)));
    expect(await terraform.stateFile()).toContain(SECRET);
    await terraform.configure(pipeline(1));
    ok(await terraform.apply(withSecret(SECRET)));
    await expectAgreement(setting, SECRET);
    await terraform.configure(stored);
    ok(await terraform.apply(withSecret(SECRET)));
    expect((await terraform.plan(withSecret(SECRET))).code).toBe(0);
  });

  it("is not changed in CI while it is ignored", async () => {
    const ignored = "lifecycle { ignore_changes = [notify_config] }";
    const setting = await deployable(pipeline(1, ignored));
    const { terraform } = setting;
    ok(await terraform.apply(withSecret(SECRET)));
    await terraform.configure(pipeline(2, `state = "Paused"\n ${ignored}`));
    ok(await terraform.apply(withSecret(NEXT)));
    expect(await called(setting)).toEqual([urlWith(SECRET), urlWith(SECRET)]);
    expect((await terraform.plan(withSecret(NEXT))).code).toBe(0);
  });

  it("is sent to a new instance", async () => {
    const setting = await deployable(pipeline(1));
    const { terraform } = setting;
    ok(await terraform.apply(withSecret(SECRET)));
    await taint(terraform, ["tencentci_media_queue.this", "tencentci_media_workflow.this"]);
    expect(ok(await terraform.apply(withSecret(NEXT))).text).toContain("2 added, 0 changed, 2 destroyed");
    await expectAgreement(setting, NEXT);
  });

  it("is refused in an invalid combination, or as an invalid address", async () => {
    const config = REFUSED.map(
      ([members], index) => `resource "tencentci_media_queue" "at_${index}" {
        bucket        = "${BUCKET}"
        notify_config = { ${members} }
      }`,
    );
    const { terraform } = await deployable(config.join("\n"));
    const { text } = await terraform.validate();
    for (const [index, [members, message]] of REFUSED.entries()) {
      const shown = text.split(/(?=Error: )/).filter((error) => error.includes(`"at_${index}"`));
      expect(shown.join("\n"), members).toContain(message);
    }
  });
});
