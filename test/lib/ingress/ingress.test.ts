import { TerraformOutput, TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, CiCallbackPipeline, Ingress, ValidationError } from "../../../lib";
import type { ApiGatewayOptions, CloudNativeGatewayOptions } from "../../../lib";
import { addressOf, bindTo } from "./support";
import { CODE, newStack, resource, resources, synth } from "../support";

describe("a long address", () => {
  const path = `/${"p".repeat(50)}`;
  it.each<[string, Ingress]>([
    ["an address that exists", Ingress.existing(`https://ci.example.com${path}`)],
    ["a host name", Ingress.customDomain({ domain: "ci.example.com", certificateId: "c", path })],
    ["a gateway", Ingress.cloudNativeGateway({ gatewayId: "gateway-1", gatewayUrl: "https://ci.example.com", path })],
  ])("causes a warning with %s", (_case, ingress) => {
    const { node } = bindTo(ingress).stack;
    const warnings = node.findAll().flatMap((child) => child.node.metadata.filter(({ type }) => type.endsWith("warn")));
    expect(warnings.map(({ data }) => data as string)).toEqual([
      `Callback URL will have 106 characters with its secret (got https://ci.example.com${path}), where older pages of CI allow 100; shorten it if CI refuses it`,
    ]);
  });
});

describe("a gateway in front of a function with a token as timeout", () => {
  const timeouts = (ingress: Ingress) => {
    const stack = newStack();
    const timeout = new TerraformVariable(stack, "T", {}).numberValue;
    const attributes = { functionName: "f", secret: "0123456789abcdef", timeout };
    ingress.bind(stack, CallbackFunction.fromAttributes(stack, "Function", attributes));
    return stack;
  };

  it("waits longer than the function, on either gateway", () => {
    const gateway = Ingress.cloudNativeGateway({ gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com" });
    expect(resource(timeouts(gateway), "tencentcloud_tse_cngw_service").timeout).toBe("${((var.T + 5) * 1000)}");
    expect(resource(timeouts(Ingress.apiGateway()), "tencentcloud_api_gateway_api").service_config_timeout).toBe(
      "${(var.T + 5)}",
    );
  });
});

describe("a missing property of a JavaScript caller", () => {
  it.each<[string, () => Ingress]>([
    ["Custom domain", () => Ingress.customDomain({ certificateId: "c" } as never)],
    ["Certificate of the custom domain", () => Ingress.customDomain({ domain: "ci.example.com" } as never)],
    ["Id of the gateway", () => Ingress.cloudNativeGateway({ gatewayUrl: "https://gw.example.com" } as never)],
    ["Address of the gateway", () => Ingress.cloudNativeGateway({ gatewayId: "gateway-1" } as never)],
    ["Address of an existing ingress", () => Ingress.existing(undefined as never)],
  ])("is refused: %s", (subject, ingress) => {
    expect(() => bindTo(ingress())).toThrow(ValidationError);
    expect(() => bindTo(ingress())).toThrow(`${subject} must be given (got none)`);
  });
});

describe("Ingress.cloudNativeGateway", () => {
  const options: CloudNativeGatewayOptions = {
    gatewayId: "gateway-1a2b3c4d",
    gatewayUrl: "https://gw.example.com:8443/x",
  };

  it("is a service that never repeats a request, and a route for POST", () => {
    const { stack } = bindTo(Ingress.cloudNativeGateway(options));
    expect(resource(stack, "tencentcloud_tse_cngw_service")).toMatchObject({
      gateway_id: "gateway-1a2b3c4d",
      retries: 0,
      timeout: 25_000,
      upstream_type: "Scf",
      upstream_info: {
        scf_type: "Event",
        scf_namespace: "default",
        scf_lambda_name: expect.stringContaining("tencentcloud_scf_function.") as string,
        scf_lambda_qualifier: expect.stringContaining("tencentcloud_scf_function_alias.") as string,
      },
    });
    expect(resource(stack, "tencentcloud_tse_cngw_route")).toMatchObject({
      methods: ["POST"],
      paths: ["/ci"],
      preserve_host: false,
      strip_path: true,
    });
    expect(resources(stack, "tencentcloud_tse_cngw_route_rate_limit")).toEqual([]);
  });

  it("exposes the gateway's address through the route", () => {
    const { url, domain } = addressOf(Ingress.cloudNativeGateway(options));
    expect(url).toMatch(
      /^\$\{join\("", \["https:\/\/gw\.example\.com:8443\/x", one\(tolist\(tencentcloud_tse_cngw_route\.\w+\.paths\)\)\]\)\}$/,
    );
    expect(domain).toBe("gw.example.com:8443");
  });

  it("limits the rate as an option", () => {
    const { stack } = bindTo(Ingress.cloudNativeGateway({ ...options, requestsPerSecond: 50 }));
    expect(resource(stack, "tencentcloud_tse_cngw_route_rate_limit").limit_detail).toMatchObject({
      limit_by: "service",
      qps_thresholds: [{ max: 50, unit: "second" }],
    });
  });

  it.each<[Partial<CloudNativeGatewayOptions>, string]>([
    [{ gatewayId: "gw" }, 'Id of the gateway must be an id such as gateway-1a2b3c4d (got "gw")'],
    [
      { gatewayUrl: "http://gw.example.com" },
      "Address of the gateway must start with https:// and end without /, query and fragment",
    ],
    [{ path: "ci" }, 'Path of the route must be one or more plain segments such as /ci (got "ci")'],
    [{ requestsPerSecond: 0 }, "Rate limit must be a whole number from 1 to 1000000 requests per second (got 0)"],
  ])("refuses %j", (wrong, message) => {
    expect(() => bindTo(Ingress.cloudNativeGateway({ ...options, ...wrong }))).toThrow(message);
  });
});

describe("Ingress.existing", () => {
  it("deploys only the function and the secret", () => {
    const { stack } = bindTo(Ingress.existing("https://hooks.example.com/media"));
    expect(
      Object.keys(synth(stack).resource!).filter((type) => !/scf_function|terraform_data|callback_secret/.test(type)),
    ).toEqual([]);
    expect(addressOf(Ingress.existing("https://hooks.example.com/media"))).toEqual({
      url: "https://hooks.example.com/media",
      domain: "hooks.example.com",
    });
  });

  it("accepts a token for the address", () => {
    const stack = newStack();
    const url = new TerraformVariable(stack, "Url", {}).stringValue;
    const { domain } = Ingress.existing(url).bind(stack, new CallbackFunction(stack, "Function", { code: CODE }));
    new TerraformOutput(stack, "domain", { value: domain });
    expect(synth(stack).output!.domain).toEqual({ value: '${element(split("/", var.Url), 2)}' });
  });

  it.each([
    "http://hooks.example.com",
    "https://hooks.example.com/",
    "https://x.example.com?a=1",
    "hooks.example.com",
    "https://user@x.example.com",
  ])("refuses %s", (url) => {
    expect(() => bindTo(Ingress.existing(url))).toThrow(
      `[stack/ExistingIngress] Address of an existing ingress must start with https:// and end without /, query and fragment (got "${url}")`,
    );
  });
});

describe("Ingress.none", () => {
  it("has no address: reading it throws", () => {
    const stack = newStack();
    const pipeline = { bucket: "media-1250000000", code: CODE, ingress: Ingress.none() };
    const silent = new CiCallbackPipeline(stack, "Silent", pipeline);
    expect(() => silent.callbackUrl).toThrow(ValidationError);
    expect(() => silent.callbackDomain).toThrow(
      "[stack/Silent/NoIngress] Ingress.none() has no address for callbacks: choose another ingress",
    );
    expect(() => new CiCallbackPipeline(stack, "Loud", { ...pipeline, queue: {} })).toThrow(
      "has no address for callbacks",
    );
  });
});

describe("Ingress.apiGateway with options", () => {
  it("sets limit, address and host name in the platform's resources", () => {
    const { stack } = bindTo(
      Ingress.apiGateway({
        requestsPerSecond: 50,
        allowedIp: "203.0.113.7",
        customDomain: { domain: "ci.example.com", certificateId: "cert-1" },
      }),
    );
    expect(resource(stack, "tencentcloud_api_gateway_service").release_limit).toBe(50);
    expect(resource(stack, "tencentcloud_api_gateway_ip_strategy")).toMatchObject({
      strategy_type: "WHITE",
      strategy_data: "203.0.113.7",
    });
    expect(resources(stack, "tencentcloud_api_gateway_strategy_attachment")).toHaveLength(1);
    expect(resource(stack, "tencentcloud_api_gateway_custom_domain")).toMatchObject({
      sub_domain: "ci.example.com",
      protocol: "https",
    });
  });

  it("uses an existing service", () => {
    const service = { serviceId: "service-1", domain: "service-1-1250000000.gz.example.com" };
    const { stack } = bindTo(Ingress.apiGateway({ service }));
    expect(resources(stack, "tencentcloud_api_gateway_service")).toEqual([]);
    expect(resource(stack, "tencentcloud_api_gateway_api").service_id).toBe("service-1");
  });

  it.each<[ApiGatewayOptions, string]>([
    [{ allowedIp: "203.0.113.0/24" }, 'Allowed IP of the API must be one address (got "203.0.113.0/24")'],
    [
      { service: { serviceId: "s", domain: "d" }, requestsPerSecond: 5 },
      "must have an existing service or options for a new one (got service and requestsPerSecond): leave out service, or requestsPerSecond",
    ],
  ])("refuses %j", (options, message) => {
    expect(() => bindTo(Ingress.apiGateway(options))).toThrow(message);
  });
});
