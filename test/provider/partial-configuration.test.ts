/** Incomplete configurations: unknown provider arguments, generated resources, null members. */
import { expect, it } from "vitest";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";
import { BUCKET, deployable, expectNoChanges, ok, queue, REGION, SERVICE, URL_ONE, topology } from "./support";

const NOTIFY_CONFIG = `notify_config = { url = "${URL_ONE}", result_format = "JSON" }`;

describeTerraform("an incomplete configuration", () => {
  for (const [argument, variable, options] of [
    ["secret_key", "TENCENTCLOUD_SECRET_KEY", {}],
    ["region", "TENCENTCLOUD_REGION", EXHAUSTIVE],
  ] as const) {
    it(`replaces nothing while the provider's ${argument} is unknown`, options, async () => {
      const { cloud, terraform } = await deployable(queue(NOTIFY_CONFIG));
      const value = argument === "region" ? REGION : cloud.credential.secretKey;
      const config = (trigger: string): string => `
        resource "terraform_data" "value" {
          input            = "${value}"
          triggers_replace = "${trigger}"
        }
        provider "tencentci" {
          ${argument} = terraform_data.value.output
        }
        ${queue(NOTIFY_CONFIG)}`;
      const env = { [variable]: value };
      ok(await terraform.apply({ env }));
      await terraform.configure(config("1"));
      ok(await terraform.apply({ args: ["-refresh=false"] }));
      await terraform.configure(config("2"));
      const { text } = await terraform.plan({ args: ["-refresh=false"] });
      expect(text).toContain("1 to add, 0 to change, 1 to destroy");
    });
  }

  it("plans no change for the output of -generate-config-out, and keeps CI's URL", async () => {
    const workflowBody = `
      resource "tencentci_media_workflow" "this" {
        bucket        = tencentci_media_service.this.bucket
        name          = "wf"
        topology      = ${topology()}
        notify_config = { url = "${URL_ONE}" }
      }`;
    const { cloud, terraform } = await deployable(queue(NOTIFY_CONFIG) + workflowBody);
    ok(await terraform.apply());
    const resources = await terraform.resources();
    const imports = resources.map(({ type, values }) => {
      return `import {\n to = ${type}.generated\n id = "${String(values["id"])}"\n }\n`;
    });
    ok(await terraform.run(["state", "rm", ...resources.map(({ address }) => address)]));
    await terraform.configure(imports.join(""));
    const generated = await terraform.plan({ args: ["-generate-config-out=generated.tf"] });
    expect(generated.text).toContain("3 to import, 0 to add");
    expect(generated.text).toContain("notify_config has no url, so CI keeps its address");
    ok(await terraform.apply());
    await expectNoChanges(terraform);
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
  });

  it("refuses null and missing members with their path", async () => {
    const { terraform } = await deployable(
      queue('notify_config = { url = "https://cb.example.com/x", event = [null] }'),
    );
    expect((await terraform.plan()).text).toContain("notify_config.event must not hold null");
    await terraform.configure(queue("notify_config = {}"));
    expect((await terraform.plan()).text).toContain("notify_config.url is required while state is On and type is Url.");
    const late = `resource "terraform_data" "none" {\n input = null\n }\n`;
    await terraform.configure(late + queue("notify_config = { url = terraform_data.none.output }"));
    expect((await terraform.apply()).text).toContain("notify_config.url is required while state is On");
    await terraform.configure(SERVICE);
  });
});
