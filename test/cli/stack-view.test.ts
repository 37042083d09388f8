/** The inspector's view of a stack that Terraform has applied and changed, and that has drifted. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { stackView } from "../../cli/local/stack-view";
import { PROVIDER_EXECUTABLE } from "../../harness/executables";
import { applyStack, localEnvironment } from "../../cli/local/terraform";
import type { Drift, ResourceDetail, ResourceList } from "../../local/inspector/protocol";
import type { StackView } from "../../local/inspector/stack/terraform";
import { inspect, post } from "../inspector/support";
import { BUCKET, startCloud } from "../local/support";
import { describeTerraform, installProvider } from "../support/terraform";

const PROVIDERS = {
  tencentci: { source: "terraform.internal/cdktf-tencentcloud-ci/tencentci", version: "0.1.0" },
};
const SECRET = "tencentci_callback_secret.secret";
const QUEUE = "tencentci_media_queue.queue";

/** A queue that posts to an address with a secret. */
function config(format: string, more: object = {}): string {
  const url = `\${join("/", ["https://example.com/hook", ${SECRET}.current])}`;
  return JSON.stringify({
    terraform: { required_providers: PROVIDERS, backend: { local: { path: "terraform.tfstate" } } },
    resource: {
      tencentci_callback_secret: { secret: { rotation: 0 } },
      tencentci_media_service: { service: { bucket: BUCKET, region: "ap-guangzhou" } },
      tencentci_media_queue: {
        queue: {
          ...{ bucket: BUCKET, region: "ap-guangzhou", depends_on: ["tencentci_media_service.service"] },
          notify_config: { event: ["TaskFinish"], result_format: format, state: "On", type: "Url", url },
        },
      },
      ...more,
    },
  });
}

describeTerraform("the resources of an applied stack", () => {
  it("are shown with the changes of the last apply, with drift, and without secrets", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "stack-view-"));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    const plugins = join(cwd, "terraform.d/plugins");
    await installProvider(plugins, { ...PROVIDERS.tencentci, executable: PROVIDER_EXECUTABLE });
    const cloud = await startCloud();
    const { signal } = new AbortController();
    const options = { cwd, env: localEnvironment(process.env, cloud.environment()), signal };
    let views: StackView[] = [];
    const inspector = await inspect(cloud, { stacks: () => views });
    const apply = async (text: string): Promise<void> => {
      writeFileSync(join(cwd, "main.tf.json"), text);
      await applyStack(options);
      views = [stackView("media", options)];
    };
    const list = async (fields: object = {}) => {
      const { resources } = await post<ResourceList>(inspector, "resources", fields);
      return resources.map(({ address, change = "none" }) => `${change} ${address}`).sort();
    };
    const show = (address: string) => post<ResourceDetail>(inspector, "resource", { stack: "media", address });

    await apply(config("XML", { terraform_data: { old: {} } }));
    expect(await list()).toEqual([
      ...[`create ${SECRET}`, `create ${QUEUE}`, "create tencentci_media_service.service", "create terraform_data.old"],
    ]);
    const queueId = cloud.queues(BUCKET)[0]!.QueueId;
    expect(await list({ node: queueId })).toEqual([`create ${QUEUE}`]);

    await apply(config("JSON"));
    expect(await list()).toEqual([
      ...["delete terraform_data.old", `none ${SECRET}`, "none tencentci_media_service.service", `update ${QUEUE}`],
    ]);
    const queue = await show(QUEUE);
    expect(queue.changes).toContainEqual({ name: "notify_config.result_format", before: "XML", after: "JSON" });
    expect(queue.bucket).toBe(BUCKET);

    expect(await post<Drift>(inspector, "drift", {})).toEqual({ resources: [] });
    cloud.changeQueue(BUCKET, { NotifyConfig: { ResultFormat: "XML" } });
    const { resources } = await post<Drift>(inspector, "drift", {});
    const changed = { name: "notify_config.result_format", before: "JSON", after: "XML" };
    expect(resources).toEqual([
      { stack: "media", address: QUEUE, type: "tencentci_media_queue", change: "update", changes: [changed] },
    ]);

    const secret = cloud.queues(BUCKET)[0]!.NotifyConfig.Url.split("/").at(-1)!;
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    const shown = JSON.stringify([queue, await show(SECRET), resources]);
    expect(shown).toContain("••••••");
    expect(shown).not.toContain(secret);
  });

  it("show why Terraform failed", async () => {
    const env = { ...process.env, TERRAFORM_BINARY_NAME: "false" };
    const view = stackView("media", { cwd: tmpdir(), env, signal: new AbortController().signal });
    const inspector = await inspect(await startCloud(), { stacks: () => [view] });
    expect((await post(inspector, "resources", {})).error).toMatch(/^false show must succeed \(got exit code 1\)/);
    expect((await post(inspector, "drift", {})).error).toMatch(/^false \w+ must succeed/);
  });
});

describe("the state before an apply that changed the types", () => {
  /** Fails for the earlier state, as Terraform does if its objects do not fit the types of the configuration. */
  const TERRAFORM = `#!/bin/sh
[ -n "$3" ] && { echo "unsupported attribute tags" >&2; exit 1; }
echo '{"values":{}}'
`;

  it("is not known, unless it was read before the apply", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "stack-view-"));
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    writeFileSync(join(cwd, "before-apply.tfstate"), "{}");
    writeFileSync(join(cwd, "terraform.sh"), TERRAFORM);
    chmodSync(join(cwd, "terraform.sh"), 0o755);
    const env = { ...process.env, TERRAFORM_BINARY_NAME: join(cwd, "terraform.sh") };
    const options = { cwd, env, signal: new AbortController().signal };

    const view = stackView("media", options);
    expect(await view.before()).toBeUndefined();
    const earlier = await view.after();
    expect(await stackView("media", options, earlier).before()).toBe(earlier);
  });
});
