import { cpSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput } from "cdktf";
import type { TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import { CallbackCode, CallbackFunction, Ingress } from "../../lib";
import type { CallbackFunctionOptions } from "../../lib";
import type { LocalCloud } from "../../local/cloud";
import { startCloud } from "../local/support";
import { ATTACHED_VENDOR } from "../support/attached-provider";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";
import { newStack, temporaryFolder } from "./support";
import { writeFileSync } from "node:fs";

/** A stack under Terraform, changed by building it anew. */
class Deployment {
  private constructor(
    readonly cloud: LocalCloud,
    private readonly workspace: TerraformWorkspace,
  ) {}

  static async start(): Promise<Deployment> {
    const cloud = await startCloud();
    return new Deployment(
      cloud,
      await terraformWorkspace({ attached: [ATTACHED_VENDOR], config: {}, env: cloud.environment() }),
    );
  }

  /** Terraform's count of what it did. */
  async apply(build: (stack: TerraformStack) => void): Promise<string> {
    const stack = newStack();
    new LocalBackend(stack, { path: "terraform.tfstate" }); // cdktf's own default is the current directory
    build(stack);
    const app = App.of(stack);
    app.synth();
    cpSync(join(app.outdir, "stacks/stack"), this.workspace.directory, { recursive: true });
    expect(await this.workspace.init()).toMatchObject({ code: 0 });
    const { text } = await this.workspace.apply();
    return /Resources: ([^.]*)\./.exec(text)?.[1] ?? text;
  }

  /** Exit status of a plan: 0 without changes. */
  async plan(): Promise<number | null> {
    return (await this.workspace.plan()).code;
  }

  async output(name: string): Promise<string> {
    return (await this.workspace.run(["output", "-raw", name])).stdout;
  }

  async destroy(): Promise<void> {
    expect(await this.workspace.destroy()).toMatchObject({ code: 0 });
    expect(this.cloud.resources).toEqual([]);
    expect(this.cloud.functions).toEqual([]);
  }
}

/** A function that says `text`, behind an ingress. */
function says(text: string, ingress: Ingress, options: CallbackFunctionOptions = {}): (stack: TerraformStack) => void {
  return (stack) => {
    const entry = join(temporaryFolder(), "on-media.ts");
    writeFileSync(
      entry,
      `export default () => ({ statusCode: 200, headers: {}, body: "${text} " + process.env.STAGE });`,
    );
    const fn = new CallbackFunction(stack, "Function", { code: CallbackCode.fromEntry(entry), ...options });
    const endpoint = ingress.bind(stack, fn);
    new TerraformOutput(stack, "url", { value: fn.secret.callbackUrl(endpoint), sensitive: true });
    new TerraformOutput(stack, "qualifier", { value: fn.qualifier });
  };
}

describeTerraform("the constructs under real Terraform", () => {
  it.each<[string, () => Ingress, string]>([
    ["function URL", () => Ingress.functionUrl(), "6 added"],
    ["API Gateway", () => Ingress.apiGateway(), "7 added"],
  ])(
    "a function behind a %s applies, plans no change, and moves its alias with code and settings, never the URL",
    async (_case, ingress, added) => {
      const deployment = await Deployment.start();
      const { cloud } = deployment;
      const call = async (): Promise<string | undefined> =>
        (await cloud.deliver(await deployment.output("url"), "<a/>", "XML")).answer;

      const environment = { STAGE: "test" };
      expect(await deployment.apply(says("one", ingress(), { environment }))).toContain(added);
      expect(await deployment.plan()).toBe(0);
      expect(await call()).toBe("one test");
      const url = await deployment.output("url");

      expect(await deployment.apply(says("two", ingress(), { environment }))).toBe("1 added, 2 changed, 1 destroyed");
      expect(await deployment.plan()).toBe(0);
      expect(await call()).toBe("two test");

      expect(await deployment.apply(says("two", ingress(), { environment: { STAGE: "live" } }))).toBe(
        "1 added, 2 changed, 1 destroyed",
      );
      expect(await call()).toBe("two live");
      expect(await deployment.plan()).toBe(0);
      expect(await deployment.output("url")).toBe(url);

      await deployment.destroy();
    },
    180_000,
  );

  it("a function with every option plans no change after it is applied", async () => {
    const deployment = await Deployment.start();
    const bucket = "media-1250000000";
    await deployment.apply((stack) => {
      says("all", Ingress.functionUrl(), {
        alarms: { noticeIds: ["notice-1"], silenceMinutes: 60 },
        allowedCidrs: ["127.0.0.0/8"],
        asyncRetry: {},
        environment: { STAGE: "all" },
        logLevel: "debug",
        maxBodyBytes: 4096,
        provisionedInstances: 1,
        publicNetwork: false,
        reservedMemory: 1024,
        tags: { team: "media" },
        vpc: { vpcId: "vpc-1", subnetId: "subnet-1" },
      })(stack);
      const fn = stack.node.findChild("Function") as CallbackFunction;
      fn.grantReadJobs({ bucket });
      fn.grantObjects({ bucket, region: "ap-guangzhou" }, ["read", "write", "delete", "list"], "inbox/");
    });
    expect(await deployment.plan()).toBe(0);
    expect((await deployment.cloud.deliver(await deployment.output("url"), "<a/>", "XML")).answer).toBe("all all");
    await deployment.destroy();
  }, 180_000);

  it.each<[string, () => Ingress, string]>([
    [
      "API Gateway with every option",
      () =>
        Ingress.apiGateway({
          requestsPerSecond: 50,
          allowedIp: "203.0.113.7",
          customDomain: { domain: "ci.example.com", certificateId: "cert-1" },
        }),
      "https://ci.example.com/release/ci/",
    ],
    [
      "custom domain",
      () => Ingress.customDomain({ domain: "ci.example.com", certificateId: "cert-1", wafInstanceId: "waf-1" }),
      "https://ci.example.com/",
    ],
    [
      "cloud native gateway",
      () =>
        Ingress.cloudNativeGateway({
          gatewayId: "gateway-1a2b3c4d",
          gatewayUrl: "https://gw.example.com",
          requestsPerSecond: 50,
        }),
      "https://gw.example.com/ci/",
    ],
    ["existing address", () => Ingress.existing("https://hooks.example.com"), "https://hooks.example.com/"],
  ])(
    "a function behind a %s applies, and plans no change",
    async (_case, ingress, address) => {
      const deployment = await Deployment.start();
      await deployment.apply(says("one", ingress()));
      expect(await deployment.output("url")).toMatch(new RegExp(`^${address}[0-9a-f]{32}$`));
      expect(await deployment.plan()).toBe(0);
      await deployment.destroy();
    },
    180_000,
  );

  it("a new name makes a new function, alias and URL", async () => {
    const deployment = await Deployment.start();
    await deployment.apply(says("one", Ingress.functionUrl(), { functionName: "before" }));
    const url = await deployment.output("url");

    await deployment.apply(says("one", Ingress.functionUrl(), { functionName: "after" }));

    expect(deployment.cloud.functions.map(({ name }) => name)).toEqual(["after"]);
    expect(await deployment.output("url")).not.toBe(url);
    expect((await deployment.cloud.deliver(await deployment.output("url"), "<a/>", "XML")).status).toBe(200);
    await deployment.destroy();
  }, 180_000);
});
