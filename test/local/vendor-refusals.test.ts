import { expect, it } from "vitest";
import { describeTerraform } from "../support/terraform";
import { startCloud } from "./support";
import { FUNCTION, configOf, TRIGGER, workspaceFor } from "./vendor-support";

const URL_OUTPUT = "${jsondecode(tencentcloud_scf_trigger.t.trigger_attribute).NetConfig.ExtranetUrl}";

function functionAndUrl(changes: object = {}, trigger: object = {}): Record<string, string> {
  const resources = {
    tencentcloud_scf_function: { f: { ...FUNCTION, ...changes } },
    tencentcloud_scf_trigger: { t: { ...TRIGGER, ...trigger } },
  };
  return configOf(resources, { url: URL_OUTPUT });
}

describeTerraform("the simulated vendor provider under real Terraform", () => {
  it("refuses what the vendor's provider refuses at validate, without key or cloud", async () => {
    const cloud = await startCloud();
    const resources = {
      tencentcloud_scf_function: {
        name: { ...FUNCTION, name: "1st" },
        memory: { ...FUNCTION, mem_size: 64 },
        timeout: { ...FUNCTION, timeout: 901 },
        both: { ...FUNCTION, cos_bucket_name: "b-1250000000", cos_bucket_region: "x", cos_object_name: "a.zip" },
        object: { ...FUNCTION, zip_file: undefined, cos_object_name: "a.tar" },
      },
      tencentcloud_cos_bucket: { b: { bucket: "short-123" } },
      tencentcloud_api_gateway_api: {
        a: { service_id: "s", api_name: "a", request_config_path: "/", request_config_method: "PATCH" },
      },
      tencentcloud_api_gateway_service: { s: { service_name: "s", protocol: "ftp", net_type: ["OUTER"] } },
    };
    const workspace = await workspaceFor(cloud, configOf(resources));
    const withoutKeyAndCloud = {
      TENCENTCI_ENDPOINT: undefined,
      TENCENTCLOUD_SECRET_ID: undefined,
      TENCENTCLOUD_SECRET_KEY: undefined,
    };

    const { code, text } = await workspace.validate({ env: withoutKeyAndCloud });

    expect(code).toBe(1);
    expect(text).toContain('"name" must match');
    expect(text).toContain('"mem_size" must be divisible by 128 (got 64)');
    expect(text).toContain('"timeout" must be in the range (1 - 900) (got 901)');
    expect(text).toContain('"zip_file": conflicts with cos_bucket_name');
    expect(text).toContain('"cos_object_name" must match');
    expect(text).toContain('"bucket" must match');
    expect(text).toContain('"request_config_method" must be one of');
    expect(text).toContain('"protocol" must be one of "http", "https", "http&https" (got "ftp")');
  }, 180_000);

  it("refuses what the vendor's provider refuses at apply", async () => {
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, functionAndUrl({ zip_file: "missing.zip" }, { trigger_name: "mine" }));
    expect((await workspace.apply()).text).toContain("no such file or directory");
    await workspace.configure(functionAndUrl({ zip_file: undefined }));
    expect((await workspace.apply()).text).toContain("no function code set");
    await workspace.configure(functionAndUrl({}, { trigger_name: "mine" }));
    expect((await workspace.apply()).text).toContain("trigger_name must not be given with type http");
    await workspace.configure(functionAndUrl({ mem_size: 4096 }));
    expect((await workspace.apply()).text).toContain("Code=InvalidParameterValue.Memory");
  }, 180_000);

  it("reads key and region of a tccli profile", async () => {
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, configOf({ tencentcloud_cls_logset: { l: { logset_name: "l" } } }));
    await workspace.configure({
      "ops.credential": JSON.stringify(cloud.credential),
      "ops.configure": JSON.stringify({ _sys_param: { region: cloud.region } }),
    });
    const withoutKeyAndRegion = {
      TENCENTCLOUD_SECRET_ID: undefined,
      TENCENTCLOUD_SECRET_KEY: undefined,
      TENCENTCLOUD_REGION: undefined,
    };
    const profile = { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: workspace.directory, TENCENTCLOUD_PROFILE: "ops" };
    const { code, text } = await workspace.apply({ env: { ...withoutKeyAndRegion, ...profile } });
    expect(text).toContain("1 added");
    expect(code).toBe(0);
  }, 180_000);

  it("fails without a valid key or a local cloud, with the vendor's code and without the key", async () => {
    const cloud = await startCloud();
    const logset = configOf({ tencentcloud_cls_logset: { l: { logset_name: "l" } } });
    const workspace = await workspaceFor(cloud, logset);
    const cases: [Record<string, string | undefined>, string][] = [
      [{ TENCENTCLOUD_SECRET_ID: "AKIDunknown" }, "Code=AuthFailure.SecretIdNotFound"],
      [{ TENCENTCLOUD_SECRET_KEY: "wrong" }, "Code=AuthFailure.SignatureFailure"],
      [{ TENCENTCLOUD_SECRET_KEY: undefined }, "Please set your `secret_id` and `secret_key`"],
      [{ TENCENTCI_ENDPOINT: "http://127.0.0.1:9" }, "The local cloud cannot be reached"],
      [{ TENCENTCI_ENDPOINT: undefined }, "TENCENTCI_ENDPOINT must be the address"],
    ];
    for (const [env, message] of cases) {
      const { code, text } = await workspace.apply({ env });
      expect(text).toContain(message);
      expect(text).not.toContain(cloud.credential.secretKey);
      expect(code).toBe(1);
    }
    expect(cloud.resources).toEqual([]);
    expect((await workspace.apply()).text).toContain("1 added");
    expect(await workspace.plan()).toMatchObject({ code: 0 });
  }, 180_000);
});
