import { TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, FunctionUrl, Ingress } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";

describe("Ingress.functionUrl", () => {
  it("is one URL trigger that shows no change in the second plan", () => {
    const stack = newStack();
    Ingress.functionUrl().bind(stack, new CallbackFunction(stack, "Function", { code: CODE }));

    expect(resource(stack, "tencentcloud_scf_trigger")).toMatchObject({
      function_name: expect.stringMatching(/^\$\{tencentcloud_scf_function\..*\.name\}$/) as string,
      namespace: "default",
      type: "http",
      enable: "OPEN",
      qualifier: expect.stringMatching(/^\$\{tencentcloud_scf_function_alias\.\w+\.name\}$/) as string,
      trigger_desc: '{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}',
    });
    expect(resource(stack, "tencentcloud_scf_trigger")).not.toHaveProperty("trigger_name");
  });

  it("exposes the public address without its trailing slash, and its host", () => {
    const stack = newStack();
    const { url, domain } = Ingress.functionUrl().bind(stack, new CallbackFunction(stack, "Function", { code: CODE }));
    new TerraformOutput(stack, "url", { value: url });
    new TerraformOutput(stack, "domain", { value: domain });

    const address =
      /trimsuffix\(jsondecode\(tencentcloud_scf_trigger\.FunctionUrl_\w+\.trigger_attribute\)\.NetConfig\.ExtranetUrl, "\/"\)/;
    expect(synth(stack).output).toEqual({
      url: { value: expect.stringMatching(address) as string },
      domain: { value: expect.stringMatching(/^\$\{trimprefix\(.*, "https:\/\/"\)\}$/) as string },
    });
  });

  it("fails the apply with a remedy if the platform has assigned no address", () => {
    const stack = newStack();
    Ingress.functionUrl().bind(stack, new CallbackFunction(stack, "Function", { code: CODE }));

    const { postcondition } = resource(stack, "tencentcloud_scf_trigger").lifecycle as Record<string, unknown[]>;
    expect(postcondition).toEqual([
      {
        condition: '${try(jsondecode(self.trigger_attribute).NetConfig.ExtranetUrl, "") != ""}',
        error_message: expect.stringContaining("run apply again") as string,
      },
    ]);
  });

  it("is replaced, not updated, if its identity changes", () => {
    const stack = newStack();
    const { trigger } = new FunctionUrl(stack, "Url", {
      target: new CallbackFunction(stack, "Function", { code: CODE }),
      alias: "live",
    });

    const [identity] = resources(stack, "terraform_data").filter(({ input }) => "qualifier" in (input as object));
    expect(identity).toEqual({
      input: { description: resource(stack, "tencentcloud_scf_trigger").trigger_desc, qualifier: "live" },
      lifecycle: { create_before_destroy: true },
    });
    expect(resource(stack, "tencentcloud_scf_trigger").lifecycle).toMatchObject({
      replace_triggered_by: [expect.stringMatching(/^terraform_data\.Url_Identity_\w+$/)],
    });
    expect(trigger.qualifierInput).toBe("live");
  });

  it("refuses a version", () => {
    const stack = newStack();
    const target = new CallbackFunction(stack, "Function", { code: CODE });
    expect(() => new FunctionUrl(stack, "Url", { target, alias: "3" })).toThrow(
      '[stack/Url] Alias of a function URL must be an alias or "$LATEST" (got version 3): a version never runs new code',
    );
  });
});
