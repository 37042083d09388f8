/** Data sources: a service, a queue, a workflow and callback settings, looked up by bucket and id or name. */
import { readCiStatus } from "../../api/bind";
import { findMediaBucket } from "../../api/media-buckets";
import { addressOf, checkAddress, checkService, idOf, serviceIdOf, serviceOf } from "../address";
import { explained } from "../advice";
import type { Client } from "../client";
import { readNotify } from "../notify";
import { errorAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import type { DataSource } from "../plugin/provider";
import { isUnknown } from "../plugin/values";
import type { MaybeUnknown } from "../plugin/values";
import {
  CALLBACK_SETTINGS_DATA,
  MEDIA_QUEUE_DATA,
  MEDIA_SERVICE_DATA,
  MEDIA_WORKFLOW_DATA,
} from "../schema/data-sources";
import { toState as queueState } from "../resources/queue-state";
import { fromXmlTopology } from "../topology";
import { findQueue, findWorkflow } from "./find";
import type { QueueQuery, WorkflowQuery } from "./find";

type AddressArguments = Parameters<typeof addressOf>[0];
type ServiceArguments = Parameters<typeof serviceOf>[0];

export const serviceData: DataSource<Client, ServiceArguments> = {
  schema: MEDIA_SERVICE_DATA,
  validate: checkService,
  async read({ config, client, signal }) {
    const address = serviceOf(config, client);
    const { family, bucket } = address;
    const [status, service] = await explained(`Reading the ${family} service of ${bucket}`, async () => [
      await readCiStatus(client.ci, address, signal),
      await findMediaBucket(client.ci, address, signal),
    ]);
    const found = { ci_status: status, enabled: service !== undefined, create_time: service?.createTime ?? null };
    return { state: { ...address, id: serviceIdOf(address), ...found } };
  },
};

export const queueData: DataSource<Client, ServiceArguments & QueueQuery> = {
  schema: MEDIA_QUEUE_DATA,
  validate: checkService,
  async read({ config, client, signal }) {
    const address = serviceOf(config, client);
    const queue = await findQueue({ client, signal }, address, config);
    const state = queueState(address, queue, null, undefined);
    return { state: { ...state, notify_config: readNotify(queue.notifyConfig) } };
  },
};

export const workflowData: DataSource<Client, AddressArguments & WorkflowQuery> = {
  schema: MEDIA_WORKFLOW_DATA,
  validate: (config) => [...checkAddress(config), ...checkWorkflowQuery(config)],
  async read({ config, client, signal }) {
    const address = addressOf(config, client);
    const workflow = await findWorkflow({ client, signal }, address, config);
    const { workflowId, name, state, createTime, updateTime } = workflow;
    const { topology, notify } = fromXmlTopology(workflow.topology);
    return {
      state: {
        ...{ ...address, id: idOf(address, workflowId), workflow_id: workflowId, name, state },
        ...{ topology: JSON.stringify(topology), notify_config: notify ? readNotify(notify) : null },
        ...{ create_time: createTime, update_time: updateTime },
      },
    };
  },
};

export const callbackSettingsData: DataSource<
  Client,
  ServiceArguments & { readonly queue_id: string | null; readonly workflow_id: string | null }
> = {
  schema: CALLBACK_SETTINGS_DATA,
  validate: (config) => [...checkService(config), ...checkSettingsQuery(config)],
  async read({ config, client, signal }) {
    const { queue_id, workflow_id } = config;
    const address = serviceOf(config, client);
    const query = { ...address, queue_id, workflow_id };
    const workflowNotify =
      workflow_id !== null &&
      fromXmlTopology((await findWorkflow({ client, signal }, address, { workflow_id, name: null })).topology).notify;
    if (workflowNotify) {
      const id = idOf(address, workflow_id);
      return { state: { ...query, id, source: "workflow", notify_config: readNotify(workflowNotify) } };
    }
    const queue = await findQueue({ client, signal }, address, { queue_id, name: null });
    const id = serviceIdOf(address, queue.queueId);
    return { state: { ...query, id, source: "queue", notify_config: readNotify(queue.notifyConfig) } };
  },
};

type Query<T> = { readonly [K in keyof T]: MaybeUnknown<T[K]> };

function checkWorkflowQuery({ workflow_id, name }: Query<WorkflowQuery>): readonly Diagnostic[] {
  if (workflow_id !== null || name !== null) return [];
  return [errorAt(["name"], "No workflow named", "workflow_id or name must be given (got neither).")];
}

function checkSettingsQuery(config: {
  readonly queue_id: MaybeUnknown<string | null>;
  readonly workflow_id: MaybeUnknown<string | null>;
  readonly family: MaybeUnknown<string | null>;
}): readonly Diagnostic[] {
  const { queue_id, workflow_id, family } = config;
  if (workflow_id === null) return [];
  if (queue_id !== null) {
    return [errorAt(["workflow_id"], "Two objects", "queue_id or workflow_id must be given alone (got both).")];
  }
  if (family === null || isUnknown(family) || family === "media") return [];
  const rule = `family must be media where workflow_id is given (got ${JSON.stringify(family)}).`;
  return [errorAt(["family"], "Unexpected family", rule)];
}
