import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { expect, it, onTestFinished } from "vitest";
import { AlarmNotice, CiCallbackPipeline, Ingress, TencentcloudProvider } from "../../lib";
import type { CallbackFunctionOptions, CiCallbackPipelineProps } from "../../lib";
import { ATTACHED } from "../../harness/attached-provider";
import { CODE } from "../lib/support";
import { differences, measuredState } from "../support/applied-state";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import { BUCKET, startCloud } from "./support";

const REGION = "ap-guangzhou";
const gateway = { gatewayId: "gateway-1a2b3c4d", gatewayUrl: "https://gw.example.com" };

/** Names of the stacks at the measurement; names of their resources derive from them. */
const NAMES: Readonly<Record<string, string>> = {
  alarms: "fn-alarms",
  capacity: "fn-capacity",
  "cloud-native-gateway": "in-tse",
  vpc: "fn-vpc",
};

/** Measured stacks other than examples; examples are compared where they are deployed. */
const STACKS: Readonly<Record<string, (stack: TerraformStack) => Partial<CiCallbackPipelineProps>>> = {
  alarms: (stack) => {
    const { noticeId } = new AlarmNotice(stack, "OnCall", {
      receivers: [
        { type: "Uin", ids: [100_000_000_001, 7], channels: ["Email", "Phone"] },
        { type: "Group", ids: [1], channels: ["Sms"] },
      ],
      webhooks: [
        { type: "Http", url: "https://a.example.com" },
        { type: "DingTalk", url: "https://b.example.com" },
        { type: "Lark", url: "https://c.example.com" },
      ],
    });
    const alarms = { noticeIds: [noticeId, "notice-given"], silenceMinutes: 5 };
    return settings({ logs: { logsetId: "logset-given", topicId: "topic-given" }, alarms });
  },
  capacity: () => settings({ reservedMemory: 2048, provisionedInstances: 2, asyncRetry: { attempts: 0, maxAge: 600 } }),
  "cloud-native-gateway": () => ({
    ...settings({}),
    ingress: Ingress.cloudNativeGateway({ ...gateway, requestsPerSecond: 10 }),
  }),
  vpc: () => settings({ vpc: { vpcId: "vpc-1", subnetId: "subnet-1" }, publicNetwork: false }),
};

describeTerraform("the state of the simulated provider after apply", () => {
  it.each(Object.entries(STACKS))("equals the measured state: %s", async (name, make) => {
    const cloud = await startCloud({ provisionMs: 0 }); // as in the measurement
    const outdir = mkdtempSync(join(tmpdir(), "applied-state-"));
    onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
    const app = new App({ outdir });
    const stack = new TerraformStack(app, NAMES[name]!);
    new LocalBackend(stack, { path: "terraform.tfstate" });
    new TencentcloudProvider(stack, "TencentCloud", { region: REGION });
    new CiCallbackPipeline(stack, "P", {
      ...{ bucket: BUCKET, region: REGION, code: CODE, queue: {} },
      ...make(stack),
    });
    app.synth();
    const terraform = await terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
    cpSync(join(outdir, "stacks", NAMES[name]!), terraform.directory, { recursive: true });
    expect((await terraform.init()).code).toBe(0);
    expect(await terraform.apply()).toMatchObject({ code: 0 });
    const measured = measuredState(name);
    expect(measured.length).toBeGreaterThan(0);
    expect(differences(measured, await terraform.resources())).toEqual([]);
  });
});

function settings(options: CallbackFunctionOptions): Partial<CiCallbackPipelineProps> {
  return { function: { environment: { MODE: "a" }, ...options } };
}
