import { TerraformVariable } from "cdktf";
import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, CustomDomain, FunctionUrl, Ingress, MediaWorkflow, ValidationError } from "../../../lib";
import { CODE, newStack } from "../support";

const topology = { nodes: { Start: { type: "Start", input: { ObjectPrefix: "" } } }, dependencies: { Start: "End" } };

function target(stack: TerraformStack, id: string): CallbackFunction {
  return new CallbackFunction(stack, `${id}Function`, { code: CODE });
}

/** Creates a construct for the same object of the cloud, or for another one with `other`; the error of the second. */
const DUPLICATES: Record<
  string,
  [make: (stack: TerraformStack, id: string, other?: string) => unknown, message: string]
> = {
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

describe.each(Object.entries(DUPLICATES))("%s", (_thing, [make, message]) => {
  it("has one owner, and the error names both constructs", () => {
    const stack = newStack();
    make(stack, "A");
    const second = () => make(stack, "B");
    expect(second).toThrow(ValidationError);
    expect(() => make(stack, "C")).toThrow(message);
  });

  it("is another one under another name, and under an unknown name", () => {
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
    ["the default and live", undefined, "live"],
    ["live and the default", "live", undefined],
    ["the same alias twice", "beta", "beta"],
  ])("has one owner for each alias: %s", (_case, firstAlias, secondAlias) => {
    const stack = newStack();
    const fn = new CallbackFunction(stack, "Function", { code: CODE, functionName: "my-function" });
    new FunctionUrl(stack, "First", { target: fn, alias: firstAlias });
    expect(() => new FunctionUrl(stack, "Second", { target: fn, alias: secondAlias })).toThrow(
      `[stack/Second] URL of a function must have one owner (got that of default/my-function, alias ${firstAlias ?? secondAlias}, which stack/First owns); share it by Ingress.existing(endpoint.url)`,
    );
    expect(() => new FunctionUrl(stack, "Third", { target: fn, alias: "gamma" })).not.toThrow();
  });

  it("has one owner, even if the function is declared twice", () => {
    const stack = newStack();
    const [first, second] = ["One", "Two"].map((id) =>
      CallbackFunction.fromAttributes(stack, id, { functionName: "theirs", secret: "0123456789abcdef" }),
    );
    new FunctionUrl(stack, "First", { target: first! });
    expect(() => new FunctionUrl(stack, "Second", { target: second! })).toThrow("which stack/First owns");
  });

  it("is not compared for functions of unknown name", () => {
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
