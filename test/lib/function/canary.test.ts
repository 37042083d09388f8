import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, LocalBackend, TerraformOutput, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackCode, CallbackFunction, Ingress } from "../../../lib";
import type { ScfFunctionVersion } from "../../../lib/providers/tencentcloud/scf-function-version";
import type { CallbackFunctionOptions } from "../../../lib";
import { startCloud } from "../../local/support";
import { ATTACHED } from "../../../harness/attached-provider";
import { describeTerraform, terraformWorkspace } from "../../support/terraform";
import { CODE, newStack, resource, resources, synth, temporaryFolder } from "../support";
import type { Block } from "../support";

const NO_CHANGES = 0;

function stackWith(options: CallbackFunctionOptions) {
  const stack = newStack();
  const fn = new CallbackFunction(stack, "Function", { code: CODE, ...options });
  return { stack, fn };
}

describe("the canary of a CallbackFunction", () => {
  it("keeps the released version and publishes the newest next to it", () => {
    const { stack, fn } = stackWith({ canary: { weight: 0.1 } });
    const versions = resources(stack, "tencentcloud_scf_function_version");
    expect(versions.map(({ lifecycle }) => lifecycle)).toEqual([
      { create_before_destroy: true },
      { create_before_destroy: true, ignore_changes: ["description"] },
    ]);
    expect(versions[0]!.description).toBe(versions[1]!.description);
    const { version, canary } = fn.release!;
    const numberOf = (functionVersion: ScfFunctionVersion) =>
      `\${tencentcloud_scf_function_version.${functionVersion.friendlyUniqueId}.function_version}`;
    expect(resource(stack, "tencentcloud_scf_function_alias")).toMatchObject({
      function_version: numberOf(version),
      routing_config: {
        additional_version_weights: [{ version: numberOf(canary!), weight: 0.1 }],
      },
    });
  });

  it("is published after the released version, since the platform publishes one version of a function at a time", () => {
    const { stack, fn } = stackWith({ canary: { weight: 0.1 } });
    const { version, canary } = fn.release!;
    const published = synth(stack).resource!["tencentcloud_scf_function_version"] as Record<string, Block>;
    expect(published[canary!.friendlyUniqueId]!["depends_on"]).toEqual([
      `tencentcloud_scf_function_version.${version.friendlyUniqueId}`,
    ]);
  });

  it("accepts a token for its weight", () => {
    const { stack } = stackWith({ canary: { weight: Token.asNumber("${var.weight}") } });
    expect(JSON.stringify(resource(stack, "tencentcloud_scf_function_alias"))).toContain('"weight":"${var.weight}"');
  });

  it.each<[string, CallbackFunctionOptions, string]>([
    ["a weight below 0", { canary: { weight: -0.1 } }, "Weight of the canary must be a number from 0 to 1 (got -0.1)"],
    ["a weight in percent", { canary: { weight: 10 } }, "(got 10)"],
    ["no number", { canary: { weight: NaN } }, "(got NaN)"],
    [
      "no alias",
      { canary: { weight: 0.1 }, alias: "$LATEST" },
      '[stack/Function] Canary must have an alias that splits the calls (got "$LATEST"): give alias',
    ],
  ])("refuses %s", (_case, options, message) => {
    expect(() => stackWith(options)).toThrow(message);
  });
});

describeTerraform("a canary under real Terraform", () => {
  it("serves new code for its share of calls, then for all, at the same address, without a remaining weight", async () => {
    const cloud = await startCloud();
    const env = cloud.environment();
    const terraform = await terraformWorkspace({ attached: ATTACHED, config: {}, env });
    const callbackUrl = async (): Promise<string> => String((await terraform.outputs())["url"]);
    const write = (code: string, weight?: number): void =>
      cpSync(synthesized(code, weight), terraform.directory, { recursive: true });
    const apply = async (code: string, weight?: number): Promise<void> => {
      write(code, weight);
      const { code: status, text } = await terraform.apply();
      expect(status, text).toBe(0);
      expect((await terraform.plan()).code).toBe(NO_CHANGES);
    };
    /** Distinct answers to many calls. */
    const distinctAnswers = async (): Promise<string[]> => {
      const url = (await callbackUrl()).replace("https:", "http:"); // TLS would take most of the time
      const all = new Set<string | undefined>();
      for (let n = 0; n < 30; n++) all.add((await cloud.deliver(url, "<a/>", "XML")).answer);
      return [...all].sort() as string[];
    };

    write("one");
    expect(await terraform.init()).toMatchObject({ code: 0 });
    await apply("one");
    const url = await callbackUrl();

    await apply("two", 0);
    expect(await distinctAnswers()).toEqual(["one"]);
    await apply("two", 0.5);
    expect(await distinctAnswers()).toEqual(["one", "two"]);
    await apply("three", 0.5);
    expect(await distinctAnswers()).toEqual(["one", "three"]);
    await apply("three", 1);
    expect(await distinctAnswers()).toEqual(["three"]);

    await apply("three");
    expect(await distinctAnswers()).toEqual(["three"]);
    const [fn] = cloud.functions;
    expect(fn!.versions).toEqual([fn!.aliases.live]);
    expect(await callbackUrl()).toBe(url);
    await apply("four");
    expect(await distinctAnswers()).toEqual(["four"]);

    expect(await terraform.destroy()).toMatchObject({ code: 0 });
    expect(cloud.functions).toEqual([]);
  }, 240_000);
});

/** Folder of a stack with a function that answers `text`. */
function synthesized(answerText: string, weight?: number): string {
  const folder = temporaryFolder();
  const answer = JSON.stringify({ statusCode: 200, headers: {}, body: answerText });
  writeFileSync(join(folder, "index.js"), `exports.main_handler = () => (${answer});\n`);
  const stack = newStack();
  new LocalBackend(stack, { path: "terraform.tfstate" }); // cdktf's own default is the current directory
  const fn = new CallbackFunction(stack, "Function", {
    code: CallbackCode.fromFolder(folder),
    canary: weight === undefined ? undefined : { weight },
  });
  const value = fn.secret.callbackUrl(Ingress.functionUrl().bind(stack, fn));
  new TerraformOutput(stack, "url", { value, sensitive: true });
  const app = App.of(stack);
  app.synth();
  return join(app.outdir, "stacks/stack");
}
