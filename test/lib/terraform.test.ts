import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput } from "cdktf";
import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { expect, it } from "vitest";
import { AlarmNotice, CallbackCode, CallbackFunction, Ingress } from "../../lib";
import type { CallbackFunctionOptions, CallbackFunctionProps } from "../../lib";
import type { LocalCloud } from "../../local/cloud";
import { startCloud } from "../local/support";
import { ATTACHED } from "../../harness/attached-provider";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";
import { countOf, walk } from "../support/walk";
import { newStack, temporaryFolder } from "./support";

interface Case {
  readonly ingress?: Ingress;
  /** The callback URL without the secret. */
  readonly address?: RegExp;
  /** The local cloud serves the address. */
  readonly isServed?: boolean;
}

/** A stack under Terraform; a change builds it again. */
class Deployment {
  #isInitialized = false;

  private constructor(
    readonly cloud: LocalCloud,
    private readonly workspace: TerraformWorkspace,
  ) {}

  static async start(): Promise<Deployment> {
    const cloud = await startCloud();
    return new Deployment(cloud, await workspaceOf(cloud));
  }

  /** Terraform's summary. */
  async apply(build: (stack: TerraformStack) => void): Promise<string> {
    cpSync(synthesized(build), this.workspace.directory, { recursive: true });
    if (!this.#isInitialized) expect(await this.workspace.init()).toMatchObject({ code: 0 });
    this.#isInitialized = true;
    return countOf(await this.workspace.apply());
  }

  /** Exit status of a plan: 0 without changes. */
  async plan(): Promise<number | null> {
    return (await this.workspace.plan()).code;
  }

  async url(): Promise<string> {
    return String((await this.workspace.outputs())["callbackUrl"]);
  }

  /** The function's answer to a callback. */
  async call(): Promise<string | undefined> {
    return (await this.cloud.deliver(await this.url(), "<a/>", "XML")).answer;
  }

  async destroy(): Promise<void> {
    expect(await this.workspace.destroy()).toMatchObject({ code: 0 });
    expect(this.cloud.resources).toEqual([]);
    expect(this.cloud.functions).toEqual([]);
  }
}

function workspaceOf(cloud: LocalCloud): Promise<TerraformWorkspace> {
  return terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
}

/** Folder of a stack's configuration. */
function synthesized(build: (stack: TerraformStack) => void): string {
  const stack = newStack();
  new LocalBackend(stack, { path: "terraform.tfstate" }); // cdktf's own default is the current directory
  build(stack);
  const app = App.of(stack);
  app.synth();
  return join(app.outdir, "stacks/stack");
}

/** A function that answers `text`, behind an ingress. */
function answering(
  text: string,
  ingress: Ingress,
  options: CallbackFunctionOptions = {},
): (stack: TerraformStack) => void {
  return (stack) => {
    const value = addFunction(stack, ingress, { code: codeOf(text), ...options });
    new TerraformOutput(stack, "callbackUrl", { value, sensitive: true });
  };
}

/** A program that answers `text`. */
function codeOf(text: string): CallbackCode {
  const entry = join(temporaryFolder(), "on-media.ts");
  writeFileSync(
    entry,
    `export default () => ({ statusCode: 200, headers: {}, body: "${text} " + process.env.STAGE });`,
  );
  return CallbackCode.fromEntry(entry, { check: false });
}

/** Returns the callback URL; undefined without an ingress. */
function addFunction(scope: Construct, ingress: Ingress | undefined, props: CallbackFunctionProps): string | undefined {
  const fn = new CallbackFunction(scope, "Function", props);
  const endpoint = (ingress ?? Ingress.none()).bind(scope, fn);
  return ingress && fn.secret.callbackUrl(endpoint);
}

/** By construct id. */
const INGRESS: Readonly<Record<string, Case>> = {
  FunctionUrl: { ingress: Ingress.functionUrl(), address: /^https:\/\/localhost:\d+\//, isServed: true },
  ApiGateway: {
    ingress: Ingress.apiGateway(),
    address: /^https:\/\/localhost:\d+\/release\/ci\//,
    isServed: true,
  },
  ApiGatewayWithEveryOption: {
    ingress: Ingress.apiGateway({
      requestsPerSecond: 50,
      allowedIp: "203.0.113.7",
      customDomain: { domain: "gateway.example.com", certificateId: "cert-1" },
    }),
    address: /^https:\/\/gateway\.example\.com\/release\/ci\//,
  },
  CustomDomain: {
    ingress: Ingress.customDomain({ domain: "ci.example.com", certificateId: "cert-1", wafInstanceId: "waf-1" }),
    address: /^https:\/\/ci\.example\.com\//,
    isServed: true,
  },
  CloudNativeGateway: {
    ingress: Ingress.cloudNativeGateway({
      gatewayId: "gateway-1a2b3c4d",
      gatewayUrl: "https://gw.example.com",
      requestsPerSecond: 50,
    }),
    address: /^https:\/\/gw\.example\.com\/ci\//,
  },
  ExistingAddress: {
    ingress: Ingress.existing("https://hooks.example.com"),
    address: /^https:\/\/hooks\.example\.com\//,
  },
  NoIngress: {},
};

describeTerraform("the constructs under real Terraform", () => {
  it("a function behind every kind of ingress receives a callback, and only its alias changes in place", async () => {
    const cloud = await startCloud();
    let [text, STAGE] = ["one", "test"];
    const counts = await walk(
      {
        synth: () =>
          synthesized((stack) => {
            const code = codeOf(text);
            for (const [id, { ingress }] of Object.entries(INGRESS)) {
              const value = addFunction(new Construct(stack, id), ingress, { code, environment: { STAGE } });
              if (value) new TerraformOutput(stack, `callbackUrlOf${id}`, { value, sensitive: true });
            }
          }),
        change: () => ([text, STAGE] = ["two", "live"]),
        call: async (outputs) => {
          for (const [id, { address, isServed }] of Object.entries(INGRESS)) {
            const url = outputs[`callbackUrlOf${id}`];
            expect(url?.replace(/[0-9a-f]{32}$/, "") ?? "none", id).toMatch(address ?? "none");
            const answer = isServed ? (await cloud.deliver(url!, "<a/>", "XML")).answer : await invoke(cloud, id);
            expect(answer, id).toBe(`${text} ${STAGE}`);
          }
        },
      },
      await workspaceOf(cloud),
      cloud,
    );
    const functions = Object.keys(INGRESS).length;
    expect(counts[1]).toBe(`${functions} added, ${2 * functions} changed, ${functions} destroyed`);
  }, 180_000);

  it("moves its alias if only code changes and if only settings change", async () => {
    const deployment = await Deployment.start();
    const ingress = Ingress.functionUrl();

    expect(await deployment.apply(answering("one", ingress, { environment: { STAGE: "test" } }))).toContain("7 added");
    expect(await deployment.call()).toBe("one test");
    for (const [text, STAGE] of [
      ["two", "test"],
      ["two", "live"],
    ] as const) {
      expect(await deployment.apply(answering(text, ingress, { environment: { STAGE } }))).toBe(
        "1 added, 2 changed, 1 destroyed",
      );
      expect(await deployment.call()).toBe(`${text} ${STAGE}`);
    }
    await deployment.destroy();
  }, 180_000);

  it("a function with every option plans no change after it is applied", async () => {
    const deployment = await Deployment.start();
    const bucket = "media-1250000000";
    await deployment.apply((stack) => {
      const onCall = new AlarmNotice(stack, "OnCall", {
        receivers: [{ type: "Uin", ids: [100001], channels: ["Email"] }],
        webhooks: [{ type: "WeCom", url: "https://example.com/robot" }],
      });
      answering("all", Ingress.functionUrl(), {
        alarms: { noticeIds: [onCall.noticeId], silenceMinutes: 60 },
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
    expect(await deployment.call()).toBe("all all");
    await deployment.destroy();
  }, 180_000);

  it("a new name creates a new function, alias and URL", async () => {
    const deployment = await Deployment.start();
    await deployment.apply(answering("one", Ingress.functionUrl(), { functionName: "before" }));
    const url = await deployment.url();

    await deployment.apply(answering("one", Ingress.functionUrl(), { functionName: "after" }));

    expect(deployment.cloud.functions.map(({ name }) => name)).toEqual(["after"]);
    expect(await deployment.url()).not.toBe(url);
    expect(await deployment.call()).toContain("one");
    await deployment.destroy();
  }, 180_000);
});

/** The answer of a function if its ingress calls it; the local cloud does not serve every address. */
async function invoke(cloud: LocalCloud, id: string): Promise<string> {
  const { name, aliases, versions } = cloud.functions.find(({ name }) => name.includes(`-${id}-`))!;
  expect(aliases).toEqual({ live: versions.at(-1) }); // `invoke` calls the latest code
  return ((await cloud.invoke(name, {})) as { body: string }).body;
}
