import { expect, it } from "vitest";
import { describeTerraform } from "../support/terraform";
import { startCloud } from "./support";
import { FUNCTION, outputOf, configOf, workspaceFor } from "./vendor-support";

function gateway(path: string, description: string): Record<string, string> {
  const resources = {
    tencentcloud_scf_function: { f: FUNCTION },
    tencentcloud_api_gateway_service: { s: { service_name: "s", protocol: "https", net_type: ["OUTER"] } },
    tencentcloud_api_gateway_api: {
      a: {
        service_id: "${tencentcloud_api_gateway_service.s.id}",
        api_name: "callback",
        request_config_path: path,
        request_config_method: "POST",
        service_config_type: "SCF",
        service_config_timeout: 10,
        service_config_scf_function_name: "${tencentcloud_scf_function.f.name}",
        service_config_scf_function_namespace: "default",
        service_config_scf_function_qualifier: "$LATEST",
        service_config_scf_function_type: "EVENT",
        service_config_scf_is_integrated_response: true,
      },
    },
    tencentcloud_api_gateway_service_release: {
      r: {
        service_id: "${tencentcloud_api_gateway_service.s.id}",
        environment_name: "release",
        release_desc: description,
        depends_on: ["tencentcloud_api_gateway_api.a"],
      },
    },
  };
  return configOf(resources, { host: "${tencentcloud_api_gateway_service.s.outer_sub_domain}" });
}

describeTerraform("API Gateway on the local cloud under real Terraform", () => {
  it("serves the released API, in API Gateway's form, until another release", async () => {
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, gateway("/ci", "one"));
    expect((await workspace.apply()).text).toContain("4 added");
    expect(await workspace.plan()).toMatchObject({ code: 0 });
    const host = await outputOf(workspace, "host");

    const delivery = await cloud.deliver(`https://${host}/release/ci/s3cret?a=1`, "{}", "JSON");
    expect(delivery.status).toBe(200);
    const { event } = JSON.parse(delivery.answer!) as { event: Record<string, unknown> };
    expect(event).toMatchObject({
      httpMethod: "POST",
      path: "/ci/s3cret",
      queryString: { a: "1" },
      body: "{}",
      isBase64Encoded: false,
      pathParameters: {},
      queryStringParameters: {},
      headerParameters: {},
      stageVariables: { stage: "release" },
      requestContext: { path: "/ci", httpMethod: "POST", stage: "release", sourceIp: "127.0.0.1" },
    });
    const status = async (path: string, method = "POST"): Promise<number> =>
      (await fetch(`http://${host}${path}`, { method })).status;
    expect(await status("/release/ci", "GET")).toBe(404);
    expect(await status("/release/cix")).toBe(404);
    expect(await status("/test/ci")).toBe(404);

    await workspace.configure(gateway("/new", "one"));
    await workspace.apply();
    expect(await status("/release/new")).toBe(404);
    expect(await status("/release/ci")).toBe(200);
    await workspace.configure(gateway("/new", "two"));
    expect((await workspace.apply()).text).toContain("1 added, 0 changed, 1 destroyed");
    expect(await status("/release/new")).toBe(200);

    expect(await workspace.destroy()).toMatchObject({ code: 0 });
    expect(cloud.resources).toEqual([]);
  }, 180_000);
});
