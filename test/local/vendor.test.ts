import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { beforeAll, expect, it } from "vitest";
import type { LocalCloud } from "../../local/cloud";
import { bundleExecutable } from "../support/bundle";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";
import { startCloud } from "./support";

let vendorProvider: string;
beforeAll(async () => {
  vendorProvider = await bundleExecutable(
    join(__dirname, "../../local/vendor/main.ts"),
    "terraform-provider-tencentcloud",
  );
});

const HEADER = {
  terraform: { required_providers: { tencentcloud: { source: "tencentcloudstack/tencentcloud", version: "~> 1.83" } } },
};

const FUNCTION = {
  name: "hello",
  namespace: "default",
  handler: "index.main_handler",
  runtime: "Nodejs20.19",
  enable_public_net: true,
  timeout: 10,
  zip_file: "one.zip",
  environment: { GREETING: "hi" },
};

const TRIGGER = {
  function_name: "${tencentcloud_scf_function.f.name}",
  namespace: "${tencentcloud_scf_function.f.namespace}",
  type: "http",
  enable: "OPEN",
  qualifier: "$LATEST",
  trigger_desc: '${jsonencode({AuthType = "NONE", NetConfig = {EnableExtranet = true, EnableIntranet = false}})}',
};

const URL_OUTPUT = "${jsondecode(tencentcloud_scf_trigger.t.trigger_attribute).NetConfig.ExtranetUrl}";

function stack(resource: object, output: object = {}): Record<string, string> {
  return { "main.tf.json": JSON.stringify({ ...HEADER, resource, output }) };
}

function functionAndUrl(changes: object = {}, trigger: object = {}): Record<string, string> {
  return stack(
    {
      tencentcloud_scf_function: { f: { ...FUNCTION, ...changes } },
      tencentcloud_scf_trigger: { t: { ...TRIGGER, ...trigger } },
    },
    { url: { value: URL_OUTPUT } },
  );
}

/** Code whose answer tells the event and what it was made of. */
async function writeCode(workspace: TerraformWorkspace, name: string, says: string): Promise<void> {
  const source = `exports.main_handler = async (event, context) => {
    console.log("called");
    const { GREETING } = process.env;
    return { statusCode: 200, headers: { "x-says": ${JSON.stringify(says)} }, body: JSON.stringify({ event, context, GREETING }) };
  };`;
  await writeFile(join(workspace.directory, name), zipSync({ "index.js": strToU8(source) }));
}

async function deploy(cloud: LocalCloud, config: Record<string, string>): Promise<TerraformWorkspace> {
  const workspace = await terraformWorkspace({ providers: [], config, env: cloud.environment() });
  await writeCode(workspace, "one.zip", "one");
  await writeCode(workspace, "two.zip", "two");
  expect(await workspace.init()).toMatchObject({ code: 0 });
  return workspace;
}

async function output(workspace: TerraformWorkspace, name: string): Promise<string> {
  return (await workspace.run(["output", "-raw", name])).stdout;
}

describeTerraform("the simulated vendor provider under real Terraform", () => {
  it("deploys a function whose URL runs its code, sees no change, redeploys on a new path and destroys everything", async () => {
    const cloud = await startCloud({ vendorProvider });
    const workspace = await deploy(cloud, functionAndUrl());

    expect((await workspace.apply()).text).toContain("2 added");
    const url = await output(workspace, "url");
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
    expect(answer.context).toMatchObject({ function_name: "hello", memory_limit_in_mb: 128, time_limit_in_ms: 10_000 });
    expect(answer.GREETING).toBe("hi");
    expect(cloud.logs.map(({ text }) => text)).toEqual(["called"]);
    expect(await workspace.plan()).toMatchObject({ code: 0 });

    await workspace.configure(functionAndUrl({ zip_file: "two.zip" }));
    expect((await workspace.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
    const plain = await fetch(`${url.replace("https", "http")}/`);
    expect(plain.headers.get("x-says")).toBe("two");
    expect(await workspace.plan()).toMatchObject({ code: 0 });

    expect(await workspace.destroy()).toMatchObject({ code: 0 });
    expect(cloud.functions).toEqual([]);
    expect(cloud.resources).toEqual([]);
    await expect(fetch(`${url.replace("https", "http")}/`)).rejects.toThrow();
  }, 60_000);

  it.each([
    ["enable left out", { enable: undefined }],
    ["qualifier left out", { qualifier: undefined }],
    [
      "keys of the description not sorted",
      { trigger_desc: '{"NetConfig":{"EnableIntranet":false,"EnableExtranet":true},"AuthType":"NONE"}' },
    ],
  ])(
    "drifts for ever as the vendor's provider does: trigger with %s",
    async (_, trigger) => {
      const cloud = await startCloud({ vendorProvider });
      const workspace = await deploy(cloud, functionAndUrl({}, trigger));

      expect(await workspace.apply()).toMatchObject({ code: 0 });
      expect(await workspace.plan()).toMatchObject({ code: 2 });
      expect(await workspace.apply()).toMatchObject({ code: 0 });
      expect(await workspace.plan()).toMatchObject({ code: 2 });
    },
    60_000,
  );
});
