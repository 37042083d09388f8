import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, CustomDomain, FunctionUrl, Ingress, MediaWorkflow, ValidationError } from "../../../lib";
import { CODE, newStack } from "../support";

const topology = { nodes: { Start: { type: "Start", input: { ObjectPrefix: "" } } }, dependencies: { Start: "End" } };

function target(stack: TerraformStack, id: string): CallbackFunction {
  return new CallbackFunction(stack, `${id}Function`, { code: CODE });
}

/** Two constructs for one object of the cloud, created by a function of n; and the option that distinguishes them. */
const SAME: Record<string, [make: (stack: TerraformStack, id: string, other?: string) => unknown, message: string]> = {
  "a route of a gateway": [
    (stack, id, path = "/ci") =>
      Ingress.cloudNativeGateway({ gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com", path }).bind(
        target(stack, id),
        target(stack, `${id}2`),
      ),
    "Route of a cloud native gateway must have one owner (got /ci on gateway-1, which stack/AFunction/CloudNativeGateway owns); give the second another path",
  ],
  "a release of a service": [
    (stack, id, serviceId = "service-1") =>
      Ingress.apiGateway({ service: { serviceId, domain: "gw.example.com" } }).bind(
        target(stack, id),
        target(stack, `${id}2`),
      ),
    "Release of an API Gateway service must have one owner (got release of service-1, which stack/AFunction/ApiGateway owns)",
  ],
  "a host name": [
    (stack, id, host = "ci") =>
      new CustomDomain(stack, id, {
        domain: `${id === "A" ? "CI" : host}.example.com`,
        certificateId: "c",
        target: target(stack, id),
      }),
    "Custom domain must have one owner (got ci.example.com, which stack/A owns); use Ingress.onCustomDomain(domain, path) with the existing one",
  ],
  "a workflow": [
    (stack, id, name = "w") => new MediaWorkflow(stack, id, { bucket: "media-1250000000", name, topology }),
    'Workflow must have one owner (got "w" of media-1250000000, which stack/A owns); give the second another name, or set region on both if these are two workflows',
  ],
  "a function": [
    (stack, id, functionName = "my-function") => new CallbackFunction(stack, id, { code: CODE, functionName }),
    "Function must have one owner (got default/my-function, which stack/A owns); give the second another functionName",
  ],
};

describe.each(Object.entries(SAME))("%s", (_thing, [make, message]) => {
  it("has one owner, and both are named", () => {
    const stack = newStack();
    make(stack, "A");
    const second = () => make(stack, "B");
    expect(second).toThrow(ValidationError);
    expect(() => make(stack, "C")).toThrow(message);
  });

  it("is a different claim under another name, and under an unknown name", () => {
    const stack = newStack();
    make(stack, "A");
    const other = message.startsWith("Route") ? "/other" : "other";
    expect(() => make(stack, "B", other)).not.toThrow();
    const unknown = new TerraformVariable(stack, "V", {}).stringValue;
    expect(() => [make(stack, "C", unknown), make(stack, "D", unknown)]).not.toThrow();
  });
});

describe("the URL of a function", () => {
  it.each<[string, string | undefined, string | undefined]>([
    ["alias left out and said", undefined, "live"],
    ["alias said and left out", "live", undefined],
    ["alias said twice", "beta", "beta"],
  ])("is one for each alias, %s", (_case, one, two) => {
    const stack = newStack();
    const fn = new CallbackFunction(stack, "Function", { code: CODE, functionName: "my-function" });
    new FunctionUrl(stack, "First", { target: fn, alias: one });
    expect(() => new FunctionUrl(stack, "Second", { target: fn, alias: two })).toThrow(
      `[stack/Second] URL of a function must have one owner (got that of default/my-function, alias ${one ?? two}, which stack/First owns); share it by Ingress.existing(endpoint.url)`,
    );
    expect(() => new FunctionUrl(stack, "Third", { target: fn, alias: "gamma" })).not.toThrow();
  });

  it("is one claim, even if the function is declared twice", () => {
    const stack = newStack();
    const [one, two] = ["One", "Two"].map((id) =>
      CallbackFunction.fromAttributes(stack, id, { functionName: "theirs", secret: "0123456789abcdef" }),
    );
    new FunctionUrl(stack, "First", { target: one! });
    expect(() => new FunctionUrl(stack, "Second", { target: two! })).toThrow("which stack/First owns");
  });

  it("is a different claim for functions of unknown name", () => {
    const stack = newStack();
    const functionName = new TerraformVariable(stack, "V", {}).stringValue;
    for (const id of ["A", "B"]) {
      const fn = CallbackFunction.fromAttributes(stack, id, { functionName, secret: "0123456789abcdef" });
      new FunctionUrl(stack, `${id}Url`, { target: fn });
      expect(() => new FunctionUrl(stack, `${id}Url2`, { target: fn })).toThrow(`which stack/${id}Url owns`);
    }
  });
});

it("functions of two stacks may have one name: their regions may differ", () => {
  const first = newStack("first");
  const second = newStack("second");
  for (const stack of [first, second]) new CallbackFunction(stack, "Function", { code: CODE, functionName: "same" });
});
