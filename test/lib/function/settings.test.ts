import { Fn, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, ValidationError } from "../../../lib";
import type { CallbackFunctionOptions, VpcOptions } from "../../../lib";
import { CODE, newStack, resource, resources } from "../support";

function attributes(options: CallbackFunctionOptions): Record<string, unknown> {
  const stack = newStack();
  new CallbackFunction(stack, "Function", { code: CODE, ...options });
  return resource(stack, "tencentcloud_scf_function");
}

describe("settings of CallbackFunction", () => {
  it.each<[string, CallbackFunctionOptions, string]>([
    [
      "a name that starts with a digit",
      { functionName: "1st" },
      'Name of the function must have 2 to 60 letters, digits, - and _, start with a letter and end with a letter or digit (got "1st")',
    ],
    ["a name of 61 characters", { functionName: "a".repeat(61) }, "must have 2 to 60"],
    [
      "an empty namespace",
      { namespace: "" },
      'Namespace of the function must have 2 to 60 letters, digits, - and _, start with a letter and end with a letter or digit (got "")',
    ],
    [
      "a description over 1000",
      { description: "x".repeat(1001) },
      "Description of the function must have at most 1000 characters",
    ],
    [
      "another language",
      { runtime: "Python3.9" },
      "Runtime of the function must run the handler, which is JavaScript for Node.js " +
        '(got "Python3.9"): use one such as "Nodejs18.15" or "Nodejs20.19"',
    ],
    ["a runtime without Node.js", { runtime: "CustomRuntime" }, '(got "CustomRuntime")'],
    ["a Node.js too old", { runtime: "Nodejs12.16" }, 'needs Node.js 16 or later (got "Nodejs12.16")'],
    ["64 MB", { memorySize: 64 }, "Memory of the function must be a multiple of 128 from 128 to 3072 MB (got 64)"],
    ["200 MB", { memorySize: 200 }, "(got 200)"],
    ["3200 MB", { memorySize: 3200 }, "(got 3200)"],
    [
      "a timeout of 3 s",
      { timeout: 3 },
      "Timeout of the function must be a whole number from 10 to 900 seconds (got 3)",
    ],
    ["a timeout of 901 s", { timeout: 901 }, "(got 901)"],
    [
      "a body limit of 0",
      { maxBodyBytes: 0 },
      "Maximum callback body must be a whole number from 1 to 6291456 bytes (got 0)",
    ],
    [
      "an unknown log level",
      { logLevel: "trace" as "debug" },
      'Log level must be one of debug, info, warn, error (got "trace")',
    ],
    [
      "an environment name of the handler",
      { environment: { CI_CALLBACK_SECRETS: "x" } },
      "Name of an environment variable must not start with CI_CALLBACK_ (got CI_CALLBACK_SECRETS)",
    ],
    [
      "an environment name with a dash",
      { environment: { "MY-VAR": "x" } },
      'must be a letter and 1 to 63 more letters, digits and _ (got "MY-VAR")',
    ],
    [
      "an environment name of the platform",
      { environment: { TENCENTCLOUD_REGION: "x" } },
      "must not start with TENCENTCLOUD_ (got TENCENTCLOUD_REGION)",
    ],
    [
      "no allowed networks",
      { allowedCidrs: [] },
      "Allowed CIDR blocks must include at least one (got none): leave them out to allow all",
    ],
    [
      "a network with a long prefix",
      { allowedCidrs: ["10.0.0.0/8", "10.0.0.0/33"] },
      'Allowed CIDR block must be an address, with a prefix length or without (got "10.0.0.0/33")',
    ],
    ["a network that is none", { allowedCidrs: ["example.com"] }, '(got "example.com")'],
    [
      "read-back without a bucket",
      { verify: "readback" },
      'Verification "readback" must have the bucket of the jobs: give bucket (got none)',
    ],
    [
      "an unknown verification",
      { verify: "token" as "secret" },
      'Verification must be one of secret, readback (got "token")',
    ],
    [
      "no public network outside a VPC",
      { publicNetwork: false },
      "Public network of the function must be on without a VPC (got false): give vpc too",
    ],
    ["an empty role", { role: "" }, 'Role of the function must not be empty: leave it out to create one (got "")'],
    [
      "a network without subnet",
      { vpc: { vpcId: "vpc-1" } as VpcOptions },
      'Network of the function must have vpcId and subnetId (got {"vpcId":"vpc-1"}): give both',
    ],
    [
      "an environment over 4 KB",
      { environment: { BIG: "字".repeat(1400) } },
      "Environment must have at most 4096 bytes of names and values, the handler's own included (got 4287)",
    ],
  ])("refuses %s, naming its path", (_case, options, message) => {
    const make = (): unknown => attributes(options);
    expect(make).toThrow(ValidationError);
    expect(make).toThrow("[stack/Function] ");
    expect(make).toThrow(message);
  });

  it("passes on tokens for lists", () => {
    expect(attributes({ allowedCidrs: Fn.split(";", "a;b") })).toMatchObject({
      environment: { CI_CALLBACK_ALLOWED_CIDRS: '${join(",", split(";", "a;b"))}' },
    });
  });

  it.each([
    [undefined, undefined, /^stack-Function-[0-9a-f]{8}$/],
    [true, "TRUE", /^stack-Function-[0-9a-f]{8}-async$/],
    [false, undefined, /^stack-Function-[0-9a-f]{8}$/],
  ])("with asyncRun %s runs that way, under its own name", (asyncRun, expected, name) => {
    const stack = newStack();
    new CallbackFunction(stack, "Function", { code: CODE, asyncRun });
    const fn = resource(stack, "tencentcloud_scf_function");
    expect(fn["async_run_enable"]).toBe(expected);
    expect(fn["name"]).toMatch(name);
  });

  it.each([
    ["on-step", true, '(got "on-step" with)'],
    ["on-step-async", undefined, '(got "on-step-async" without)'],
  ])("refuses the name %s with asyncRun %s: a replacement could not use it", (functionName, asyncRun, got) => {
    const make = () => new CallbackFunction(newStack(), "Function", { code: CODE, functionName, asyncRun });
    expect(make).toThrow(
      `[stack/Function] Name of the function must end with "-async" if and only if asyncRun is true ${got}`,
    );
  });

  it("in a VPC needs another function name: the provider never removes a function from a VPC", () => {
    const vpc = { vpcId: "vpc-1", subnetId: "subnet-1" };
    expect(attributes({ vpc }).name).toMatch(/^stack-Function-[0-9a-f]{8}-vpc$/);
    expect(attributes({ vpc, asyncRun: true } as CallbackFunctionOptions).name).toMatch(/-vpc-async$/);
    expect(attributes({ vpc }).lifecycle).toEqual({ create_before_destroy: true });
  });

  it.each<[string, CallbackFunctionOptions]>([
    ["a topic of its own", { logs: {} }],
    ["a topic that exists", { logs: { logsetId: "set", topicId: "topic" } }],
    ["alarms", { alarms: { noticeIds: ["notice-1"] } }],
  ])("with %s needs another function name: the provider never resets the log topic", (_case, options) => {
    expect(attributes(options).name).toMatch(/^stack-Function-[0-9a-f]{8}-logged$/);
  });

  it("skips checks for tokens", () => {
    const text = Token.asString(Fn.join("", ["?", "!"]));
    const rendered = attributes({
      functionName: text,
      namespace: text,
      description: text,
      runtime: text,
      memorySize: Token.asNumber("${1}"),
      timeout: Token.asNumber("${1}"),
      environment: { NAME: text },
    });
    expect(rendered).toMatchObject({ name: '${join("", ["?", "!"])}', timeout: "${1}" });
  });
});

it("records a named function's use of a VPC and a log topic, and fails a plan that removes it", () => {
  const guards = (options: object): unknown[] => {
    const stack = newStack();
    new CallbackFunction(stack, "Function", { code: CODE, ...options });
    const all = resources(stack, "terraform_data") as unknown as { input: object; lifecycle: object }[];
    return all
      .filter(({ input }) => "isUsed" in input)
      .map(({ input, lifecycle }) => [input, Object.keys(lifecycle).sort()]);
  };
  const recordsUse = ["create_before_destroy", "replace_triggered_by"];
  const refusesRemoval = ["create_before_destroy", "ignore_changes", "postcondition", "replace_triggered_by"];
  expect(guards({})).toEqual([]);
  expect(guards({ functionName: "named" })).toEqual([
    [{ isUsed: false }, refusesRemoval],
    [{ isUsed: false }, refusesRemoval],
  ]);
  const options = { vpc: { vpcId: "vpc-1", subnetId: "subnet-1" }, logs: {} };
  expect(guards({ functionName: "named", ...options })).toEqual([
    [{ isUsed: true }, recordsUse],
    [{ isUsed: true }, recordsUse],
  ]);
});
