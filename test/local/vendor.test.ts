import { expect, it } from "vitest";
import { describeTerraform } from "../support/terraform";
import { startCloud } from "./support";
import { FUNCTION, outputOf, configOf, TRIGGER, workspaceFor } from "./vendor-support";

const URL_OUTPUT = "${jsondecode(tencentcloud_scf_trigger.t.trigger_attribute).NetConfig.ExtranetUrl}";

function functionAndUrl(changes: object = {}, trigger: object = {}): Record<string, string> {
  const resources = {
    tencentcloud_scf_function: { f: { ...FUNCTION, ...changes } },
    tencentcloud_scf_trigger: { t: { ...TRIGGER, ...trigger } },
  };
  return configOf(resources, { url: URL_OUTPUT });
}

describeTerraform("the simulated vendor provider under real Terraform", () => {
  it("deploys a function whose URL runs its code, redeploys it on a new path and destroys everything", async () => {
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, functionAndUrl());

    expect((await workspace.apply()).text).toContain("2 added");
    const url = await outputOf(workspace, "url");
    expect(url).toMatch(/^https:\/\/localhost:\d+$/);
    const delivery = await cloud.deliver(`${url}/ci/s3cret?x=1`, "<a/>", "XML");
    const answer = JSON.parse(delivery.answer!) as { event: object; context: object; GREETING: string };
    expect(answer.event).toEqual({
      httpMethod: "POST",
      path: "/ci/s3cret",
      queryString: { x: "1" },
      body: "<a/>",
      headers: expect.objectContaining({
        "content-type": "application/xml",
        "x-scf-remote-addr": "127.0.0.1",
      }) as object,
    });
    expect(answer.context).toMatchObject({
      function_name: "hello",
      memory_limit_in_mb: 128,
      time_limit_in_ms: 10_000,
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(answer.GREETING).toBe("hi");
    expect(cloud.logs.map(({ text }) => text)).toEqual(["called"]);
    expect(await workspace.plan()).toMatchObject({ code: 0 });

    await workspace.configure(functionAndUrl({ zip_file: "two.zip" }));
    expect((await workspace.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
    const httpAnswer = await fetch(`${url.replace("https", "http")}/`);
    expect(httpAnswer.headers.get("x-says")).toBe("two");

    expect(await workspace.destroy()).toMatchObject({ code: 0 });
    expect(cloud.functions).toEqual([]);
    expect(cloud.resources).toEqual([]);
    await expect(fetch(`${url.replace("https", "http")}/`)).rejects.toThrow();
  }, 180_000);

  it("creates each resource with the region of its provider block", async () => {
    const cloud = await startCloud();
    const regions = ["ap-beijing", "ap-guangzhou", "ap-shanghai"];
    const namespaces = regions.map(
      (region) => [region, { namespace: region, provider: `tencentcloud.${region}` }] as const,
    );
    const { "main.tf.json": resources } = configOf({ tencentcloud_scf_namespace: Object.fromEntries(namespaces) });
    const provider = { tencentcloud: regions.map((region) => ({ region, alias: region })) };
    const config = JSON.stringify({ ...(JSON.parse(resources!) as object), provider });
    const workspace = await workspaceFor(cloud, { "main.tf.json": config });
    expect((await workspace.apply()).text).toContain("3 added");
    const created = cloud.resources.map(({ region, attributes }) => [region, attributes["namespace"]]);
    expect(created.sort()).toEqual(regions.map((region) => [region, region]));
  }, 180_000);

  it("shows permanent drift where the vendor's provider does", async () => {
    const unsorted = '{"NetConfig":{"EnableIntranet":false,"EnableExtranet":true},"AuthType":"NONE"}';
    const cloud = await startCloud();
    const workspace = await workspaceFor(
      cloud,
      functionAndUrl(
        { runtime: undefined, enable_public_net: false },
        { enable: undefined, qualifier: undefined, trigger_desc: unsorted },
      ),
    );

    expect(await workspace.apply()).toMatchObject({ code: 0 });
    for (let round = 0; round < 2; round++) {
      const plan = await workspace.plan();
      expect(plan.code).toBe(2);
      expect(plan.text).toMatch(/enable += "OPEN" -> null/);
      expect(plan.text).toMatch(/qualifier += "\$LATEST" -> null/);
      expect(plan.text).toMatch(/runtime += "Python2.7" -> null/);
      expect(plan.text).toMatch(/~ trigger_desc/);
      expect(plan.text).toMatch(/enable_public_net += true -> false/);
      expect(await workspace.apply()).toMatchObject({ code: 0 });
    }
  }, 180_000);

  it("replaces a function under a new name, and its URL with it", async () => {
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, functionAndUrl());
    await workspace.apply();
    const url = await outputOf(workspace, "url");

    await workspace.configure(functionAndUrl({ name: "other" }));
    expect((await workspace.apply()).text).toContain("2 added, 0 changed, 2 destroyed");

    expect(cloud.functions.map(({ name }) => name)).toEqual(["other"]);
    expect(await outputOf(workspace, "url")).not.toBe(url);
    expect(await workspace.plan()).toMatchObject({ code: 0 });
  }, 180_000);

  it("moves an alias to a new version only when its description changes with it", async () => {
    const release = (hash: string, description: string): Record<string, string> =>
      configOf({
        tencentcloud_scf_function: { f: { ...FUNCTION, zip_file: hash } },
        tencentcloud_scf_function_version: {
          v: {
            function_name: "${tencentcloud_scf_function.f.name}",
            namespace: "default",
            description: hash,
            lifecycle: { create_before_destroy: true },
          },
        },
        tencentcloud_scf_function_alias: {
          a: {
            function_name: "${tencentcloud_scf_function.f.name}",
            namespace: "default",
            name: "live",
            function_version: "${tencentcloud_scf_function_version.v.function_version}",
            description,
            lifecycle: { ignore_changes: ["routing_config"] },
          },
        },
      });
    const cloud = await startCloud();
    const described = "version ${tencentcloud_scf_function_version.v.function_version}";
    const workspace = await workspaceFor(cloud, release("one.zip", described));
    expect(await workspace.apply()).toMatchObject({ code: 0 });
    expect(cloud.functions[0]!.aliases).toEqual({ live: "1" });

    await workspace.configure(release("two.zip", described));
    expect(await workspace.apply()).toMatchObject({ code: 0 });
    expect(cloud.functions[0]).toMatchObject({ aliases: { live: "2" }, versions: ["2"] });
    expect(await workspace.plan()).toMatchObject({ code: 0 });

    await workspace.configure(release("one.zip", "version 2"));
    expect((await workspace.apply()).text).toContain("is in use by alias live");
    expect(cloud.functions[0]!.aliases).toEqual({ live: "2" });
    expect(await workspace.destroy()).toMatchObject({ code: 0 });
    expect(cloud.functions).toEqual([]);
  }, 180_000);

  it("serves a custom domain by path, as if its name resolved, and does not let it be renamed", async () => {
    const domainFor = (domain: string): Record<string, string> =>
      configOf({
        tencentcloud_scf_function: { f: FUNCTION },
        tencentcloud_scf_custom_domain: {
          d: {
            domain,
            protocol: "HTTP&HTTPS",
            cert_config: { certificate_id: "cert-1" },
            endpoints_config: {
              namespace: "default",
              function_name: "${tencentcloud_scf_function.f.name}",
              qualifier: "$LATEST",
              path_match: "/ci/*",
            },
          },
        },
      });
    const cloud = await startCloud();
    const workspace = await workspaceFor(cloud, domainFor("callback.example.com"));
    expect((await workspace.apply()).text).toContain("2 added");
    expect(await workspace.plan()).toMatchObject({ code: 0 });

    const answered = await cloud.deliver("https://callback.example.com/ci/s3cret", "{}", "JSON");
    expect(answered.status).toBe(200);
    const { event } = JSON.parse(answered.answer!) as { event: object };
    expect(event).toMatchObject({ path: "/ci/s3cret", headers: { host: "callback.example.com" } });
    const otherPath = await cloud.deliver("https://callback.example.com/other", "{}", "JSON");
    expect(otherPath.status).toBe(404);

    await workspace.configure(domainFor("other.example.com"));
    expect((await workspace.apply()).text).toContain("argument `domain` cannot be changed");
    expect(await workspace.destroy()).toMatchObject({ code: 0 });
  }, 180_000);

  it("separates regions, and imports arguments that it does not read back as unset", async () => {
    const cloud = await startCloud();
    const guangzhou = await workspaceFor(cloud, configOf({ tencentcloud_scf_function: { f: FUNCTION } }));
    expect(await guangzhou.apply()).toMatchObject({ code: 0 });
    const inBeijing = { env: { TENCENTCLOUD_REGION: "ap-beijing" } };
    const beijing = await workspaceFor(cloud, configOf({ tencentcloud_scf_function: { f: FUNCTION } }));
    expect(await beijing.apply(inBeijing)).toMatchObject({ code: 0 });
    expect(cloud.functions.map(({ region, name }) => [region, name])).toEqual([
      ["ap-guangzhou", "hello"],
      ["ap-beijing", "hello"],
    ]);
    expect(await beijing.destroy(inBeijing)).toMatchObject({ code: 0 });

    await guangzhou.run(["state", "rm", "tencentcloud_scf_function.f"]);
    expect(await guangzhou.import("tencentcloud_scf_function.f", "default+hello")).toMatchObject({ code: 0 });
    const plan = await guangzhou.plan();
    expect(plan.code).toBe(2);
    expect(plan.text).toContain('+ zip_file = "one.zip"');
    expect(plan.text).toContain("0 to add, 1 to change, 0 to destroy");
  }, 180_000);
});
