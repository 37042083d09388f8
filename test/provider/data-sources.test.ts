/** Data sources find objects by bucket and id or name; otherwise a message lists the existing ones. */
import { expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { createWorkflow } from "../../api/workflows";
import { describeTerraform } from "../support/terraform";
import { BUCKET, deployable, ok, REGION, SERVICE, topology, URL_ONE } from "./support";
import type { Setting } from "./support";

const EMPTY = "empty-1250000000";
const BUCKETS = { buckets: [BUCKET, EMPTY] };

async function outputsOf({ terraform }: Setting): Promise<Record<string, unknown>> {
  ok(await terraform.apply());
  const { stdout } = ok(await terraform.run(["output", "-json"]));
  const outputs = JSON.parse(stdout) as Record<string, { readonly value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

type Refusal = readonly [type: string, body: string, message: RegExp];

const MISSING: readonly Refusal[] = [
  ["tencentci_media_queue", 'name = "other"', /Error: No such media queue .* has no media queue "other" \(found p\w+/],
  [
    "tencentci_media_workflow",
    'name = "other"',
    /Error: No such workflow .* has no workflow "other" \(found w\w+ "twice"/,
  ],
  [
    "tencentci_media_workflow",
    'name = "twice"',
    /Error: Several workflows .* Set workflow_id to one of them \(found w\w+ "twice", w/,
  ],
  ["tencentci_media_queue", 'family = "ai"', /Error: No such ai queue .* has no ai queue \(found none\)/],
];

/** Refused before a call. */
const INVALID: readonly Refusal[] = [
  ["tencentci_media_workflow", "", /Error: No workflow named .* workflow_id or name must be given \(got neither\)/],
  ["tencentci_media_queue", 'family = "films"', /Error: Invalid family/],
  ["tencentci_callback_settings", 'queue_id = "p1"\n workflow_id = "w1"', /must be given alone \(got both\)/],
  [
    "tencentci_callback_settings",
    'family = "ai"\n workflow_id = "w1"',
    /family must be media where workflow_id is given/,
  ],
];

/** Errors that Terraform shows for the address. */
const errorsWith = (text: string, address: string): string =>
  text
    .split(/(?=Error: )/)
    .filter((error) => error.includes(`with ${address},`))
    .join("\n");

describeTerraform("data sources", () => {
  it("return a service, a queue by name and id, workflows by name and id, and callback settings", async () => {
    const setting = await deployable(
      `
      ${SERVICE}
      resource "tencentci_media_queue" "this" {
        bucket        = tencentci_media_service.this.bucket
        name          = "ours"
        notify_config = { url = "${URL_ONE}" }
      }
      resource "tencentci_media_workflow" "own" {
        bucket        = tencentci_media_queue.this.bucket
        name          = "own"
        topology      = ${topology("own/")}
        notify_config = { url = "https://cb.example.com/own", result_format = "JSON" }
      }
      resource "tencentci_media_workflow" "plain" {
        bucket   = tencentci_media_queue.this.bucket
        name     = "plain"
        topology = ${topology("plain/")}
      }
      data "tencentci_media_service" "on" { bucket = tencentci_media_queue.this.bucket }
      data "tencentci_media_service" "off" { bucket = "${EMPTY}" }
      data "tencentci_media_queue" "only" { bucket = tencentci_media_queue.this.bucket }
      data "tencentci_media_queue" "by_name" {
        bucket = tencentci_media_queue.this.bucket
        name   = tencentci_media_queue.this.name
      }
      data "tencentci_media_queue" "by_id" {
        bucket   = tencentci_media_queue.this.bucket
        region   = "${REGION}"
        queue_id = tencentci_media_queue.this.queue_id
      }
      data "tencentci_media_workflow" "by_name" {
        bucket = "${BUCKET}"
        name   = tencentci_media_workflow.own.name
      }
      data "tencentci_media_workflow" "by_id" {
        bucket      = "${BUCKET}"
        workflow_id = tencentci_media_workflow.plain.workflow_id
      }
      data "tencentci_callback_settings" "queue" { bucket = tencentci_media_queue.this.bucket }
      data "tencentci_callback_settings" "own" {
        bucket      = "${BUCKET}"
        workflow_id = tencentci_media_workflow.own.workflow_id
      }
      data "tencentci_callback_settings" "plain" {
        bucket      = "${BUCKET}"
        workflow_id = tencentci_media_workflow.plain.workflow_id
      }
      output "services" { value = [data.tencentci_media_service.on, data.tencentci_media_service.off] }
      output "queue" { value = tencentci_media_queue.this.queue_id }
      output "queues" {
        value     = [data.tencentci_media_queue.only, data.tencentci_media_queue.by_name, data.tencentci_media_queue.by_id]
        sensitive = true
      }
      output "workflows" {
        value     = [data.tencentci_media_workflow.by_name, data.tencentci_media_workflow.by_id]
        sensitive = true
      }
      output "settings" {
        value     = { for name in ["queue", "own", "plain"] : name => {
          queue = data.tencentci_callback_settings.queue
          own   = data.tencentci_callback_settings.own
          plain = data.tencentci_callback_settings.plain
        }[name] }
        sensitive = true
      }`,
      BUCKETS,
    );
    const { services, queue, queues, workflows, settings } = await outputsOf(setting);
    expect(services).toMatchObject([
      { id: `${REGION}/${BUCKET}`, family: "media", ci_status: "on", enabled: true },
      { ci_status: "off", enabled: false, create_time: null },
    ]);
    const found = { queue_id: queue, name: "ours", state: "Active", notify_config: { url: URL_ONE, state: "On" } };
    expect(queues).toMatchObject([found, found, found]);
    expect(workflows).toMatchObject([
      { name: "own", state: "Active", notify_config: { url: "https://cb.example.com/own" } },
      { name: "plain", notify_config: null, topology: expect.stringContaining("plain/") as unknown },
    ]);
    expect(settings).toMatchObject({
      queue: { source: "queue", notify_config: { url: URL_ONE, result_format: "XML" } },
      own: { source: "workflow", notify_config: { url: "https://cb.example.com/own", result_format: "JSON" } },
      plain: { source: "queue", notify_config: { url: URL_ONE } },
    });
    const plan = await setting.terraform.plan();
    expect([plan.code, plan.text]).toEqual([0, expect.not.stringContaining(URL_ONE)]);
  });

  it("refuse wrong arguments and objects that do not exist, and list the existing ones", async () => {
    const setting = await deployable(SERVICE);
    ok(await setting.terraform.apply());
    const client = new CiClient({ credentials: setting.cloud.credential, endpoint: setting.cloud.url });
    const graph = {
      Dependencies: { Start: "End" },
      Nodes: { Start: { Type: "Start", Input: { ObjectPrefix: "in/" } } },
    };
    for (let times = 0; times < 2; times++) {
      await createWorkflow(
        client,
        { bucket: BUCKET, region: REGION },
        { name: "twice", state: "Paused", topology: graph },
      );
    }
    for (const refusals of [MISSING, INVALID]) {
      const sources = refusals.map(
        ([type, body], index) => `data "${type}" "at_${index}" {\n bucket = "${BUCKET}"\n ${body}\n}`,
      );
      await setting.terraform.configure([SERVICE, ...sources].join("\n"));
      const { code, text } = await setting.terraform.plan();
      expect(code).toBe(1);
      for (const [index, [type, body, message]] of refusals.entries()) {
        expect(errorsWith(text, `data.${type}.at_${index}`), `${type} with ${body}`).toMatch(message);
      }
    }
  });
});
