import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { CiClient } from "../../api/client";
import { findWorkflowsByName } from "../../api/workflows";
import type { LocalCloud } from "../../local/cloud";
import type { LocalCloudOptions } from "../../local/options";
import type { Interfere } from "../support/forwarder";
import { startForwarder } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import type { TerraformResult } from "../support/terraform";
import {
  ATTACHED,
  BUCKET,
  expectNoChanges,
  ok,
  queue,
  REGION,
  SERVICE,
  STARTED_ON_DEMAND,
  topology,
  URL_ONE,
  workflow,
  workspaceFor,
} from "./support";
import type { Setting } from "./support";

/** Signals the moment after a call was executed and before Terraform gets the answer. */
interface Moment {
  readonly reached: Promise<void>;
  readonly interfere: Interfere;
}

/** The moment after the call of that kind that follows `skip` others. */
function momentAfter(method: string, path: RegExp, skip = 0): Moment {
  let reach: () => void;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  let seen = 0;
  return {
    reached,
    interfere(request) {
      if (request.method !== method || !path.test(request.path) || seen++ !== skip) return undefined;
      reach();
      return new Promise(() => undefined); // never answers
    },
  };
}

interface Before {
  /** The first deployment. */
  readonly before?: string;
  /** The following event. */
  readonly meanwhile?: (cloud: LocalCloud) => void;
  /** True has Terraform start its provider. @default false: it is attached, and detached after SIGKILL */
  readonly startsProviders?: boolean;
}

/** A deployed service that is then changed to `resources`, with a signal to Terraform at the moment. */
async function signalledDuring(
  signal: NodeJS.Signals,
  resources: string,
  moment: Moment,
  { before = SERVICE, meanwhile, startsProviders = false, ...options }: Before & LocalCloudOptions = {},
): Promise<Setting & { readonly client: CiClient; readonly result: TerraformResult }> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], ...options });
  onTestFinished(() => cloud.close());
  const line = await startForwarder(cloud.url, moment.interfere);
  onTestFinished(() => line.close());
  const keys = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  };
  const terraform = await workspaceFor(line.url, before, keys, startsProviders ? STARTED_ON_DEMAND : ATTACHED);
  if (before !== "") ok(await terraform.apply());
  meanwhile?.(cloud);
  await terraform.configure(resources);
  let send: (name: NodeJS.Signals) => void;
  const apply = terraform.apply({ startsProviders, onStart: (_pid, kill) => (send = kill) });
  await moment.reached;
  send!(signal);
  const result = await apply;
  expect(result.code).not.toBe(0);
  if (signal === "SIGKILL") await terraform.detach();
  return { cloud, terraform, result, client: new CiClient({ credentials: cloud.credential, endpoint: cloud.url }) };
}

const WORKFLOW_BODY = `name = "wf"\n topology = ${topology()}\n notify_config = { url = "${URL_ONE}" }`;
const ADDRESS = { bucket: BUCKET, region: REGION };

describeTerraform("a run that is interrupted", () => {
  it("after the change of a queue and before the write of the state: the next run converges", async () => {
    const config = queue(`notify_config = { url = "${URL_ONE}" }`);
    const { cloud, terraform } = await signalledDuring("SIGKILL", config, momentAfter("PUT", /^\/queue\//));
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
    expect(await terraform.resources()).toHaveLength(1);

    ok(await terraform.apply());
    await expectNoChanges(terraform);
    ok(await terraform.destroy());
    // The former settings are lost with the killed run; off is the safe assumption.
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  });

  it("by Ctrl-C during the change of a queue: destroy restores the former settings", async () => {
    const formerNotify = { State: "On", Url: "https://theirs.example.com/x", Type: "Url", Event: "TaskFinish" };
    const meanwhile = (cloud: LocalCloud): void => cloud.changeQueue(BUCKET, { NotifyConfig: formerNotify });
    const config = queue(`notify_config = { url = "${URL_ONE}" }`);
    const { cloud, terraform, result } = await signalledDuring("SIGINT", config, momentAfter("PUT", /^\/queue\//), {
      meanwhile,
    });
    expect(result.text).toContain("Interrupted");
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { Url: URL_ONE } });

    ok(await terraform.destroy());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: formerNotify });
  });

  it("after the creation of a workflow and before the write of the state: the next run adopts it", async () => {
    const moment = momentAfter("POST", /^\/workflow$/);
    const { client, terraform } = await signalledDuring("SIGKILL", workflow(WORKFLOW_BODY), moment);
    const find = () => findWorkflowsByName(client, ADDRESS, "wf");
    const [orphan] = await find();

    ok(await terraform.apply());
    expect(await find()).toMatchObject([{ workflowId: orphan!.workflowId }]);
    await expectNoChanges(terraform);
  });

  it("by Ctrl-C while it waits: it ends at once with a message", async () => {
    const started = momentAfter("GET", /^\/queue$/);
    const options = { queueVisibleMs: 600_000, before: "", startsProviders: true };
    const { result } = await signalledDuring("SIGINT", SERVICE, started, options);
    expect(result.text).toContain("Interrupted");
    expect(result.text).toContain("A running operation may have completed");
  });

  it("by Ctrl-C during the change of a workflow: it is active again, and the next run finishes the change", async () => {
    const moment = momentAfter("PUT", /^\/workflow\/\w+$/, 1); // the first is the one that pauses it
    const changed = workflow(WORKFLOW_BODY.replace("videos/", "other/"));
    const { client, terraform } = await signalledDuring("SIGINT", changed, moment, { before: workflow(WORKFLOW_BODY) });
    expect(await findWorkflowsByName(client, ADDRESS, "wf")).toMatchObject([{ state: "Active" }]);
    ok(await terraform.apply());
    await expectNoChanges(terraform);
  });
});
