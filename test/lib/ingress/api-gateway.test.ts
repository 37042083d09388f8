import { TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, Ingress } from "../../../lib";
import type { ApiGatewayOptions, IngressEndpoint, ApiGateway } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";

function gateway(options?: ApiGatewayOptions, timeout?: number) {
  const stack = newStack();
  const target = new CallbackFunction(stack, "Function", { code: CODE, timeout });
  const endpoint: IngressEndpoint = Ingress.apiGateway(options).bind(stack, target);
  return { stack, endpoint };
}

describe("Ingress.apiGateway", () => {
  it("is one public service, one API for POST and one release", () => {
    const { stack } = gateway();
    const lifecycle = { create_before_destroy: true };

    expect(resources(stack, "tencentcloud_api_gateway_service")).toEqual([
      {
        service_name: expect.stringMatching(/^stack-ApiGateway-/) as string,
        protocol: "https",
        net_type: ["OUTER"],
        lifecycle,
      },
    ]);
    expect(resource(stack, "tencentcloud_api_gateway_api")).toEqual({
      service_id: expect.stringMatching(/_service\.\w+\.id\}$/) as string,
      api_name: "ci-callback",
      auth_type: "NONE",
      enable_cors: false,
      request_config_path: "/ci",
      request_config_method: "POST",
      service_config_type: "SCF",
      service_config_timeout: 35,
      service_config_scf_function_name: expect.stringMatching(/^\$\{tencentcloud_scf_function\./) as string,
      service_config_scf_function_namespace: "default",
      service_config_scf_function_qualifier: expect.stringMatching(/_alias\.\w+\.name\}$/) as string,
      service_config_scf_function_type: "EVENT",
      service_config_scf_is_integrated_response: true,
      lifecycle,
    });
    expect(resource(stack, "tencentcloud_api_gateway_service_release")).toMatchObject({
      environment_name: "release",
      depends_on: [expect.stringMatching(/^tencentcloud_api_gateway_api\./)],
    });
  });

  it("waits for the function's own answer", () => {
    expect(resource(gateway({}, 60).stack, "tencentcloud_api_gateway_api").service_config_timeout).toBe(65);
  });

  it("creates a release only for a change", () => {
    const description = (options: ApiGatewayOptions, timeout?: number): unknown =>
      resource(gateway(options, timeout).stack, "tencentcloud_api_gateway_service_release").release_desc;
    expect(description({})).toMatch(/^\$\{join\(" ", \["API", substr\(sha256\(jsonencode\(/);
    expect(description({})).toBe(description({ serviceName: "other" }));
    expect(description({})).not.toBe(description({ path: "/media" }));
    expect(description({})).not.toBe(description({}, 60));
  });

  it("exposes an address, and the resources that CI must wait for", () => {
    const { stack, endpoint } = gateway();
    new TerraformOutput(stack, "url", { value: endpoint.url });
    expect(synth(stack).output!.url).toEqual({
      value: expect.stringMatching(
        /^\$\{join\("", \["https:\/\/", tencentcloud_api_gateway_service\.\w+\.outer_sub_domain, "\/", "release", "\/ci"\]\)\}$/,
      ) as string,
    });
    expect(endpoint.dependsOn).toEqual([(endpoint as ApiGateway).release]);
  });

  it("warns with the dates of the shutdown", () => {
    const { stack } = gateway();
    const warnings = stack.node.findChild("ApiGateway").node.metadata.map(({ data }) => data as string);
    expect(warnings).toEqual([expect.stringMatching(/ended on 2024-07-01.*switched off in batches since 2026-10-30/)]);
  });

  it.each<[string, ApiGatewayOptions, string]>([
    [
      "a path without slash",
      { path: "ci" },
      'Path of the API must be one or more plain segments such as /ci, without / at its end (got "ci")',
    ],
    ["a path that ends in one", { path: "/ci/" }, '(got "/ci/")'],
    ["a path with a parameter", { path: "/{id}" }, '(got "/{id}")'],
    [
      "a long name",
      { serviceName: "s".repeat(51) },
      "Name of the API Gateway service must have 1 to 50 characters (got 51",
    ],
  ])("refuses %s", (_case, options, message) => {
    expect(() => gateway(options)).toThrow(`[stack/ApiGateway] `);
    expect(() => gateway(options)).toThrow(message);
  });
});
