import { describe, expect, it } from "vitest";
import { CallbackFunction, CallbackSecret } from "../../../lib";
import type { CallbackFunctionOptions } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";

function attributes(options: CallbackFunctionOptions): Record<string, unknown> {
  const stack = newStack();
  new CallbackFunction(stack, "Function", { code: CODE, ...options });
  return resource(stack, "tencentcloud_scf_function");
}

describe("CallbackFunction", () => {
  it("sets every attribute that the platform would fill in", () => {
    expect(attributes({})).toEqual({
      name: expect.stringMatching(/^stack-Function-[0-9a-f]{8}$/) as string,
      namespace: "default",
      description: "CI callback handler",
      handler: "index.main_handler",
      runtime: "Nodejs18.15",
      mem_size: 256,
      timeout: 30,
      enable_public_net: true,
      zip_file: expect.stringMatching(/^assets\/[0-9a-f]{64}\/function\.zip$/) as string,
      environment: { CI_CALLBACK_SECRETS: expect.stringMatching(/^\$\{sensitive\(/) as string },
      lifecycle: {
        create_before_destroy: true,
        postcondition: [expect.objectContaining({ condition: "${try(length(self.vpc_id) == 0, true)}" })],
      },
    });
  });

  it.each(["Nodejs16.13", "Nodejs22.21", "Nodejs26.1", "FutureNode"])("runs on %s", (runtime) => {
    expect(attributes({ runtime })).toMatchObject({ runtime });
  });

  it("passes on its props", () => {
    const tags = { team: "media" };
    expect(
      attributes({
        functionName: "on-media",
        namespace: "media",
        description: "d",
        runtime: "Nodejs24.11",
        memorySize: 512,
        timeout: 60,
        tags,
        environment: { STAGE: "test" },
        logLevel: "debug",
        maxBodyBytes: 4096,
        allowedCidrs: ["203.0.113.0/24", "2001:db8::1"],
        vpc: { vpcId: "vpc-1", subnetId: "subnet-1" },
        publicNetwork: false,
      }),
    ).toMatchObject({
      name: "on-media",
      namespace: "media",
      description: "d",
      runtime: "Nodejs24.11",
      mem_size: 512,
      timeout: 60,
      tags,
      environment: {
        STAGE: "test",
        CI_CALLBACK_LOG_LEVEL: "debug",
        CI_CALLBACK_MAX_BODY_BYTES: "4096",
        CI_CALLBACK_ALLOWED_CIDRS: "203.0.113.0/24,2001:db8::1",
      },
      vpc_id: "vpc-1",
      subnet_id: "subnet-1",
      enable_public_net: false,
    });
  });

  it("publishes a version of code and settings, and moves an alias to it", () => {
    const stack = newStack();
    const { codeHash, released, release } = new CallbackFunction(stack, "Function", { code: CODE });
    const version = resource(stack, "tencentcloud_scf_function_version");
    const alias = resource(stack, "tencentcloud_scf_function_alias");

    expect(version.description).toContain(codeHash.slice(0, 16));
    expect(version.description).toMatch(
      /^code [0-9a-f]{16} settings \$\{substr\(nonsensitive\(sha256\(jsonencode\(local\.\w+\)\)\), 0, 16\)\}$/,
    );
    expect(version.lifecycle).toEqual({ create_before_destroy: true });
    expect(alias).toMatchObject({
      name: "live",
      function_version: expect.stringMatching(
        /^\$\{tencentcloud_scf_function_version\..*function_version\}$/,
      ) as string,
      description: expect.stringMatching(
        /^version \$\{tencentcloud_scf_function_version\..*\.function_version\}$/,
      ) as string,
      routing_config: { additional_version_weights: [] },
      lifecycle: {
        create_before_destroy: true,
        replace_triggered_by: [
          expect.stringMatching(/^terraform_data\.Function_Release_AliasIdentity_\w+$/),
          expect.stringMatching(/^tencentcloud_scf_function\.Function_\w+\.id$/),
        ],
      },
    });
    expect(released).toBe(release!.alias);
  });

  it.each([
    ["leaves the log out of a version where the platform chooses it", {}, false],
    ["has a version for another log", { logs: { logsetId: "set", topicId: "topic" } }, true],
  ])("%s", (_case, options, isFrozen) => {
    const stack = newStack();
    new CallbackFunction(stack, "Function", { code: CODE, ...options });
    const [settings] = Object.values(synth(stack).locals!);
    expect("cls_topic_id" in (settings as object)).toBe(isFrozen);
  });

  it("has no versions if callers get the latest code", () => {
    const stack = newStack();
    const fn = new CallbackFunction(stack, "Function", { code: CODE, alias: "$LATEST" });
    expect(resources(stack, "tencentcloud_scf_function_version")).toEqual([]);
    expect(resources(stack, "tencentcloud_scf_function_alias")).toEqual([]);
    expect(fn).toMatchObject({ qualifier: "$LATEST", release: undefined, released: fn.resource });
  });

  it("accepts an existing secret and creates no other", () => {
    const stack = newStack();
    const secret = new CallbackSecret(stack, "Shared");
    for (const id of ["A", "B"]) new CallbackFunction(stack, id, { code: CODE, secret });
    expect(resources(stack, "tencentcloud_scf_function")).toHaveLength(2);
    expect(resources(stack, "tencentci_callback_secret")).toHaveLength(1);
  });

  it("names functions by their path, the same in every run and different for different paths", () => {
    const names = ["Function", "Function", "Other"].map((id) => {
      const stack = newStack();
      new CallbackFunction(stack, id, { code: CODE });
      return resource(stack, "tencentcloud_scf_function").name;
    });
    expect(names[0]).toBe(names[1]);
    expect(names[0]).not.toBe(names[2]);
  });

  it("keeps derived names within 60 characters that start with a letter", () => {
    const stack = newStack("0-" + "stack".repeat(20));
    new CallbackFunction(stack, "转码 Function", { code: CODE });
    expect(resource(stack, "tencentcloud_scf_function").name).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,58}[a-z0-9]$/);
  });
});
