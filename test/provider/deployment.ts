/** A service, a queue and a workflow, and their invariants after every event. */
import { expect } from "vitest";
import { CiClient } from "../../api/client";
import { listWorkflows } from "../../api/workflows";
import type { LocalCloud } from "../../local/cloud";
import type { TerraformWorkspace } from "../support/terraform";
import { ATTACHED, BUCKET, expectNoChanges, ok, REGION, topology, URL_ONE, valuesOf, workspaceFor } from "./support";
import type { Setting } from "./support";

export const ADDRESS = { bucket: BUCKET, region: REGION };
export const FIRST = "lifecycle { create_before_destroy = true }";
export const QUEUE = "tencentci_media_queue";
export const WORKFLOW = "tencentci_media_workflow";

/** A service, a queue and a workflow with this label. */
export const pipeline = (label = "this", lifecycle = "", disable = false): string => `
resource "tencentci_media_service" "${label}" {
  bucket             = "${BUCKET}"
  disable_on_destroy = ${disable}
  ${lifecycle}
}
resource "${QUEUE}" "${label}" {
  bucket        = tencentci_media_service.${label}.bucket
  notify_config = { url = "${URL_ONE}", result_format = "JSON" }
  ${lifecycle}
}
resource "${WORKFLOW}" "${label}" {
  bucket        = tencentci_media_service.${label}.bucket
  name          = "wf"
  topology      = ${topology()}
  notify_config = { url = "${URL_ONE}" }
  ${lifecycle}
}
`;

export const clientOf = (cloud: LocalCloud): CiClient =>
  new CiClient({ credentials: cloud.credential, endpoint: cloud.url });

/** The queue calls back, the only workflow is the state's, and a plan is empty. */
export async function expectDeployed({ cloud, terraform }: Setting): Promise<void> {
  expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
  const workflows = await listWorkflows(clientOf(cloud), ADDRESS);
  const { workflow_id } = await valuesOf(terraform, WORKFLOW);
  expect(workflows.map(({ workflowId, state }) => [workflowId, state])).toEqual([[workflow_id, "Active"]]);
  await expectNoChanges(terraform);
}

export async function expectNothingLeft({ cloud, terraform }: Setting): Promise<void> {
  ok(await terraform.destroy());
  expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  expect(await listWorkflows(clientOf(cloud), ADDRESS)).toEqual([]);
}

/** The same configuration in another working directory with another state. */
export async function secondStack({ cloud }: Setting, config: string): Promise<TerraformWorkspace> {
  const keys = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  };
  return workspaceFor(cloud.url, config, keys, ATTACHED);
}

/** Addresses of the three under a label. */
export const allOf = (label: string): string[] => [
  `tencentci_media_service.${label}`,
  `${QUEUE}.${label}`,
  `${WORKFLOW}.${label}`,
];
