import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { CiClient } from "../../api/client";
import { findWorkflowsByName } from "../../api/workflows";
import type { Interfere } from "../support/forwarder";
import { startForwarder } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import {
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  queue,
  REGION,
  SERVICE,
  topology,
  URL_ONE,
  workflow,
  workspaceFor,
} from "./support";
import type { Setting } from "./support";

/** Signals that the moment has come: the call was carried out and Terraform does not know it yet. */
interface Moment {
  readonly reached: Promise<void>;
  readonly interfere: Interfere;
}

function momentAfter(method: string, path: RegExp): Moment {
  let reach: () => void;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  let isFirst = true;
  return {
    reached,
    interfere(request) {
      if (!isFirst || request.method !== method || !path.test(request.path)) return undefined;
      isFirst = false;
      reach();
      return new Promise(() => undefined); // no answer, ever
    },
  };
}

/** A deployment that is killed at the moment, Terraform and provider alike, and then gets a plain line. */
async function killedDuring(resources: string, moment: Moment): Promise<Setting & { readonly url: string }> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  onTestFinished(() => cloud.close());
  const line = await startForwarder(cloud.url, moment.interfere);
  onTestFinished(() => line.close());
  const terraform = await workspaceFor(line.url, SERVICE, {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  });
  ok(await terraform.apply());
  await terraform.configure(resources);
  let kill: (name: NodeJS.Signals) => void;
  const apply = terraform.apply({ onStart: (_pid, signal) => (kill = signal) });
  await moment.reached;
  kill!("SIGKILL");
  expect((await apply).code).not.toBe(0);
  return { cloud, terraform, url: line.url };
}

describeTerraform("a run that is interrupted", () => {
  it("after the queue was changed and before the state was written: the next one converges", async () => {
    const ours = queue(`notify_config = { url = "${URL_ONE}" }`);
    const { cloud, terraform } = await killedDuring(ours, momentAfter("PUT", /^\/queue\//));
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
    expect(await terraform.resources()).toHaveLength(1);

    ok(await terraform.apply());
    await expectNoChanges(terraform);
    ok(await terraform.destroy());
    // What was before is lost with the killed run; off is the safe assumption.
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  });

  it("after the workflow was made and before the state was written: the next one takes it over", async () => {
    const ours = workflow(`name = "wf"\n topology = ${topology()}\n notify_config = { url = "${URL_ONE}" }`);
    const { cloud, terraform, url } = await killedDuring(ours, momentAfter("POST", /^\/workflow$/));
    const client = new CiClient({ credentials: cloud.credential, endpoint: url });
    const find = () => findWorkflowsByName(client, { bucket: BUCKET, region: REGION }, "wf");
    const [orphan] = await find();

    ok(await terraform.apply());
    expect(await find()).toMatchObject([{ workflowId: orphan!.workflowId }]);
    await expectNoChanges(terraform);
  });

  it("by Ctrl-C while it waits: it ends at once and says so", async () => {
    const { terraform } = await deployable(SERVICE, { queueVisibleMs: 600_000 });
    let signal: (name: NodeJS.Signals) => void;
    const started = Date.now();
    const apply = terraform.apply({ onStart: (_pid, send) => (signal = send) });
    setTimeout(() => signal("SIGINT"), 4000);
    const { code, text } = await apply;
    expect(code).toBe(1);
    expect(text).toContain("Interrupted");
    expect(text).toContain("What was under way may have been carried out");
    expect(Date.now() - started).toBeLessThan(15_000);
  });
});
