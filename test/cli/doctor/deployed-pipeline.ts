import { bindCi } from "../../../api/bind";
import { CiClient } from "../../../api/client";
import { enableMedia } from "../../../api/media-buckets";
import { putObject } from "../../../api/objects";
import { listMediaQueues, updateMediaQueue } from "../../../api/queues";
import { createWorkflow } from "../../../api/workflows";
import { agentsOf } from "../../../cli/account";
import { chainOf } from "../../../cli/doctor/chain";
import type { Chain } from "../../../cli/doctor/chain";
import type { DoctorContext } from "../../../cli/doctor/context";
import { doctorContext } from "../../../cli/doctor/run";
import { parseState } from "../../../cli/stack/state";
import { BUCKET, deployDurable, PREFIX, PROGRAM } from "../../../harness/durable-deployment";
import type { Deployment } from "../../../harness/durable-deployment";
import { startLocalCloud } from "../../../local/cloud";
import type { LocalCloud } from "../../../local/cloud";
import { VendorClient } from "../../../local/vendor/client";
import { inState } from "../stack-folder";

export const REGION = "ap-guangzhou";
export const BUCKET_REF = { bucket: BUCKET, region: REGION };
const TOPOLOGY = {
  Dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
  Nodes: {
    Start: { Type: "Start", Input: { ObjectPrefix: "videos/" } },
    Snapshot_1: {
      Type: "Snapshot",
      Operation: { TemplateId: "t1", Output: { Region: REGION, Bucket: BUCKET, Object: "a" } },
    },
  },
};

/** A healthy pipeline on a local cloud, with its state. */
export interface DeployedPipeline {
  readonly cloud: LocalCloud;
  readonly ci: CiClient;
  readonly deployment: Deployment;
  readonly state: object;
  readonly chain: Chain;
}

/** The caller closes the cloud. */
export async function startHealthyPipeline(): Promise<DeployedPipeline> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], strictWorkflows: false });
  const ci = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: REGION, ...cloud.credential });
  const deployment = await deployDurable({ cloud, program: PROGRAM });
  const url = deployment.callbackUrl.replace(/^http:/, "https:");
  await vendor.create("tencentcloud_scf_function_version", { function_name: "receiver", namespace: "default" }, {});
  const alias = { function_name: "receiver", namespace: "default", name: "live", function_version: "1" };
  const { id: aliasId } = await vendor.create("tencentcloud_scf_function_alias", alias, {});
  await bindCi(ci, BUCKET_REF);
  await enableMedia(ci, BUCKET_REF);
  const [queue] = await listMediaQueues(ci, BUCKET_REF);
  const notify = { state: "On", url, event: "TaskFinish,WorkflowFinish", resultFormat: "JSON", type: "Url" };
  const settings = { name: queue!.name, state: "Active", notifyConfig: { ...queue!.notifyConfig, ...notify } };
  await updateMediaQueue(ci, BUCKET_REF, queue!.queueId, settings);
  const workflow = await createWorkflow(ci, BUCKET_REF, { name: "w", state: "Active", topology: TOPOLOGY });
  await putObject(ci, BUCKET_REF, `${PREFIX}state/sweeper`, "{}");

  const events = ["TaskFinish", "WorkflowFinish"];
  const functionState = (name: string): object =>
    inState("tencentcloud_scf_function", name, {
      ...{ id: `default+${name}`, name, namespace: "default", runtime: "Nodejs20.19" },
      environment: { CI_CALLBACK_INBOX_BUCKET: BUCKET, CI_CALLBACK_INBOX_PREFIX: PREFIX },
    });
  const state = {
    resources: [
      inState("tencentci_media_service", "Service", { ...BUCKET_REF, family: "media" }),
      inState("tencentci_media_queue", "Queue", {
        ...{ ...BUCKET_REF, queue_id: queue!.queueId, family: "media", state: "Active" },
        notify_config: { state: "On", url, event: events, result_format: "JSON" },
      }),
      inState("tencentci_media_workflow", "Flow", { ...BUCKET_REF, workflow_id: workflow.workflowId, state: "Active" }),
      functionState("receiver"),
      inState("tencentcloud_scf_function_alias", "Alias", { ...alias, id: aliasId }),
    ],
  };
  const chain = chainOf(parseState(JSON.stringify(state)), REGION);
  return { cloud, ci, deployment, state, chain };
}

/** Options of the doctor that differ from the usual ones. */
export type Changes = Partial<DoctorContext> & { readonly credential?: LocalCloud["credential"] };

export function contextTo({ cloud, chain }: DeployedPipeline, changes: Changes = {}): DoctorContext {
  const { endpoint = cloud.url, credential = cloud.credential, now, ...rest } = changes;
  const caller = {
    credentials: () => Promise.resolve(credential),
    region: REGION,
    endpoint,
    secretId: credential.secretId,
    agent: agentsOf({}),
  };
  const { certificate } = cloud;
  return { ...doctorContext({ caller, chain: changes.chain ?? chain, certificate, now }), ...rest };
}
