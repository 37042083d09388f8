import { TerraformOutput } from "cdktf";
import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, CustomDomain, Ingress } from "../../../lib";
import type { CustomDomainOptions } from "../../../lib";
import { addressOf, bindTo } from "./support";
import { CODE, newStack, resource, synth } from "../support";

describe("Ingress.customDomain", () => {
  const options: CustomDomainOptions = { domain: "ci.example.com", certificateId: "cert-1" };

  it("routes HTTPS requests for the host to the alias of the function", () => {
    expect(resource(bindTo(Ingress.customDomain(options)).stack, "tencentcloud_scf_custom_domain")).toEqual({
      domain: "ci.example.com",
      protocol: "HTTPS",
      cert_config: { certificate_id: "cert-1" },
      endpoints_config: [
        {
          function_name: expect.stringMatching(/^\$\{tencentcloud_scf_function\./) as string,
          namespace: "default",
          qualifier: expect.stringMatching(/^\$\{tencentcloud_scf_function_alias\./) as string,
          path_match: "/*",
        },
      ],
      waf_config: { waf_open: "CLOSE" },
      lifecycle: {
        create_before_destroy: true,
        replace_triggered_by: [expect.stringMatching(/^terraform_data\.\w+_Identity_\w+$/)],
      },
    });
  });

  it("keeps other paths free and can be protected by a firewall", () => {
    const ingress = Ingress.customDomain({ ...options, path: "/media/ci", wafInstanceId: "waf-1" });
    expect(resource(bindTo(ingress).stack, "tencentcloud_scf_custom_domain")).toMatchObject({
      endpoints_config: [{ path_match: "/media/ci/*" }],
      waf_config: { waf_open: "OPEN", waf_instance_id: "waf-1" },
    });
    expect(addressOf(ingress).url).toMatch(
      /^\$\{join\("", \["https:\/\/", tencentcloud_scf_custom_domain\.\w+\.domain, "\/media\/ci"\]\)\}$/,
    );
  });

  it.each<[Partial<CustomDomainOptions>, string]>([
    [
      { domain: "*.example.com" },
      'Custom domain must be a host name without wildcard, such as ci.example.com (got "*.example.com")',
    ],
    [{ domain: "https://ci.example.com" }, "must be a host name"],
    [{ certificateId: "" }, 'Certificate of the custom domain must not be empty (got "")'],
    [
      { path: "/ci/" },
      'Path on the custom domain must be plain segments such as /ci, without / at its end (got "/ci/")',
    ],
  ])("refuses %j", (wrong, message) => {
    expect(() => bindTo(Ingress.customDomain({ ...options, ...wrong }))).toThrow(message);
  });
});

describe("Ingress.onCustomDomain", () => {
  const functions = (stack: TerraformStack) =>
    ["A", "B"].map((id) => new CallbackFunction(stack, id, { code: CODE, functionName: `function-${id}` }));

  it("routes each path of one host name to its own function", () => {
    const stack = newStack();
    const [a, b] = functions(stack);
    const host = new CustomDomain(stack, "Host", { domain: "ci.example.com", certificateId: "cert-1" });
    const [first, second] = [a!, b!].map((fn, n) => Ingress.onCustomDomain(host, `/p${n}`).bind(fn, fn));
    new TerraformOutput(stack, "one", { value: first!.url });
    new TerraformOutput(stack, "two", { value: second!.domain });
    expect(resource(stack, "tencentcloud_scf_custom_domain").endpoints_config).toEqual(
      ["A", "B"].map((id, n) => ({
        function_name: expect.stringContaining(`function.${id}_`) as string,
        namespace: "default",
        qualifier: expect.stringContaining(`alias.${id}_`) as string,
        path_match: `/p${n}/*`,
      })),
    );
    const domain = "tencentcloud_scf_custom_domain.Host_B4E45AD7.domain";
    expect(synth(stack).output).toEqual({
      one: { value: `\${join("", ["https://", ${domain}, "/p0"])}` },
      two: { value: `\${${domain}}` },
    });
  });

  it("extends the path of an ingress", () => {
    const stack = newStack();
    const [a, fn] = functions(stack);
    const host = Ingress.customDomain({ domain: "ci.example.com", certificateId: "cert-1", path: "/a" }).bind(
      stack,
      a!,
    );
    Ingress.onCustomDomain(host as CustomDomain, "").bind(stack, fn!);
    expect(resource(stack, "tencentcloud_scf_custom_domain").endpoints_config).toMatchObject([
      { path_match: "/a/*" },
      { path_match: "/*" },
    ]);
    expect(() => Ingress.onCustomDomain(host as CustomDomain, "/a").bind(stack, fn!)).toThrow(
      '[stack/CustomDomain] Path on the custom domain must route to one function (got a second at "/a")',
    );
  });

  it("requires functions of the same stack, and at least one", () => {
    const [first, second] = [newStack("first"), newStack("second")];
    const host = new CustomDomain(first, "Host", { domain: "ci.example.com", certificateId: "cert-1" });
    expect(() => synth(first)).toThrow("Custom domain must route to a function (got none): add a path");
    expect(() => host.addPath("/a", functions(second)[0]!)).toThrow(
      "[first/Host] Custom domain must be in the stack of its functions (got second/A)",
    );
  });
});
