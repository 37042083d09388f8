/** `tencentci_media_workflow`: a workflow; the readable topology lacks the secret callback URL. */
import type { BucketAddress } from "../../api/hosts";
import { deleteWorkflow } from "../../api/workflows";
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import { addressOf, checkAddress, idOf, parseImportId, plannedRegion, REPLACED_BY_ADDRESS } from "../address";
import { explain } from "../advice";
import type { Client } from "../client";
import { settingsToSend, visibleNotify, withDefaults } from "../notify";
import type { WriteOnlyUrl } from "../notify";
import { checkNotify, checkNotifyTarget, plannedNotify } from "../notify-check";
import { DiagnosticError, diagnosticsOf } from "../plugin/diagnostics";
import type { Resource } from "../plugin/provider";
import { isUnknown, UNKNOWN, valuesEqual } from "../plugin/values";
import { WORKFLOW_IDENTITY } from "../identities";
import { TIME_LIMITS } from "../schema/common";
import { MEDIA_WORKFLOW } from "../schema/media-workflow";
import {
  coversTopology,
  fingerprint,
  fromXmlTopology,
  hasNotifyConfig,
  isSameTopology,
  readTopology,
  toXmlTopology,
} from "../topology";
import type { Topology } from "../topology";
import { createOnce } from "./create-workflow";
import { lookUp } from "./look-up";
import { settle } from "./settle";
import { serialize, isTakenOver, unchangedWarning, takeOver } from "./takeover";
import { change, readWorkflow, setState } from "./workflow-calls";
import type { Calls } from "./workflow-calls";
import { readRecent } from "./workflow-reads";
import { checkWorkflow, checkWorkflowAtApply } from "./workflow-check";
import { isOwn, secretIn } from "./workflow-memory";
import type { WorkflowMemory } from "./workflow-memory";
import type { MediaWorkflowState } from "./workflow-check";

export const mediaWorkflow: Resource<Client, MediaWorkflowState, WorkflowMemory> = {
  schema: MEDIA_WORKFLOW,
  timeouts: TIME_LIMITS,
  identity: WORKFLOW_IDENTITY,
  replaceOnChange: REPLACED_BY_ADDRESS,
  validate: (config) => [...checkAddress(config), ...checkWorkflow(config), ...checkNotify(config.notify_config)],

  plan({ prior, planned, config, client, private: memory }) {
    const { notify_config: notify } = config;
    const plannedCallback =
      notify === null || isUnknown(notify) ? undefined : plannedNotify(withDefaults(notify), prior?.notify_config);
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client, prior),
      state: config.state ?? "Active",
      notify_config: plannedCallback?.notify ?? notify,
      topology: prior && isSameAs(prior, config.topology, memory) ? prior.topology : config.topology,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: [...(plannedCallback?.diagnostics ?? []), ...checkNotifyTarget(notify, client)],
    };
  },

  async create(request) {
    const { client, wanted, planned } = request;
    const diagnostics = checkWorkflowAtApply(wanted, planned, client);
    const address = addressOf(wanted, client);
    const settings = settingsOf(wanted);
    return serialize(client, idOf(address, settings.name), async () => {
      const { workflow, isNew } = await createOnce(request, address, settings);
      takeOver(client, idOf(address, workflow.workflowId));
      try {
        // An adopted workflow is set again: the new update time shows an earlier owner that it was adopted.
        const current = isNew ? workflow : await change(request, address, workflow, settings);
        if (current.state !== settings.state) await setState(request, address, current.workflowId, settings.state);
        return {
          ...(await resultOf(request, address, planned, settings, current, secretIn(wanted, settings))),
          diagnostics,
        };
      } catch (error) {
        // Saves the workflow with the error: destroy finds it, and the next apply replaces it.
        const secret = secretIn(wanted, settings);
        const state = settle(planned, toState(address, workflow, undefined, secret));
        const forms = [settings.topology as Topology, workflow.topology].map(fingerprint);
        const memory = { forms, name: settings.name, ...(secret && { secret }) };
        return { state, private: memory, diagnostics: diagnosticsOf(error) };
      }
    });
  },

  async read({ client, state, signal, private: memory }) {
    const workflow = await lookUp(`Reading the workflow ${state.workflow_id}`, client, state, signal, () =>
      readRecent(client, state, state.workflow_id, signal),
    );
    if (!workflow) return { state: null };
    const isKnown = memory?.forms.includes(fingerprint(workflow.topology)) ?? false;
    if (isKnown) return { state: { ...state, ...factsOf(workflow) } };
    return { state: toState(state, workflow, state.topology, memory?.secret) };
  },

  async update(request) {
    const { client, wanted, planned, prior, private: memory } = request;
    const diagnostics = checkWorkflowAtApply(wanted, planned, client, prior);
    const id = prior.workflow_id;
    const before = await readWorkflow(request, prior, id);
    if (!before) {
      const detail = `${id} existed at plan time and is gone. Plan and apply again to create a new one.`;
      throw new DiagnosticError({ severity: "error", summary: "The workflow is gone", detail });
    }
    const settings = settingsOf(wanted, prior, before);
    return serialize(client, idOf(prior, prior.name), async () => {
      const secret = secretIn(wanted, settings);
      try {
        const after = await change(request, prior, before, settings);
        return { ...(await resultOf(request, prior, planned, settings, after, secret)), diagnostics };
      } catch (error) {
        // The change may have succeeded; destroy must recognize it as its own.
        const form = fingerprint(settings.topology);
        const attempted = { name: settings.name, form, ...(secret && { secret }) };
        const remembered = memory ?? { forms: [fingerprint(before.topology)] };
        return { state: prior, private: { ...remembered, attempted }, diagnostics: diagnosticsOf(error) };
      }
    });
  },

  async delete(request) {
    const { client, prior, private: memory, signal, log } = request;
    const id = prior.workflow_id;
    return serialize(client, idOf(prior, prior.name), async () => {
      const workflow = await readWorkflow(request, prior, id);
      if (!workflow) {
        log.info("the workflow is gone already", { workflowId: id });
        return undefined;
      }
      const subject = `The workflow ${prior.name} (${id})`;
      if (isTakenOver(client, idOf(prior, id))) {
        return unchangedWarning(subject, "Another resource of this run has taken it over", "There is nothing to do.");
      }
      if (!isOwn(workflow, prior, memory)) {
        const reason = "Somebody, or another run of Terraform, has changed it since this resource did";
        return unchangedWarning(subject, reason, "If nobody needs the workflow, delete it in the console.");
      }
      if (workflow.state !== "Paused") await setState(request, prior, id, "Paused");
      try {
        await deleteWorkflow(client.ci, prior, id, signal);
      } catch (error) {
        // An earlier attempt may have deleted it.
        if (await readWorkflow(request, prior, id)) throw explain(error, `Deleting the workflow ${prior.name}`);
      }
      return undefined;
    });
  },

  async import({ id, client, signal }) {
    const { bucket, region, rest } = parseImportId(id, client, "workflowId");
    const [workflowId = ""] = rest;
    const workflow = await readWorkflow({ client, signal }, { bucket, region }, workflowId);
    if (!workflow) {
      const detail = `The bucket ${bucket} in ${region} has no workflow ${workflowId}.`;
      throw new DiagnosticError({ severity: "error", summary: "No such workflow", detail });
    }
    const state = toState({ bucket, region }, workflow, undefined, undefined);
    const forms = [fingerprint(workflow.topology)];
    return {
      state,
      private: { forms, name: workflow.name, state: workflow.state, imported: true, times: [workflow.updateTime] },
    };
  },
};

function settingsOf(
  { name, state, topology, notify_config: notify }: MediaWorkflowState,
  prior?: MediaWorkflowState,
  before?: Workflow,
): WorkflowSettings {
  const found = before && fromXmlTopology(before.topology).notify;
  return {
    name,
    state: (state ?? "Active") as WorkflowSettings["state"],
    topology: toXmlTopology(
      readTopology(topology),
      notify ? settingsToSend(notify, prior?.notify_config, found) : undefined,
    ),
  };
}

/** True when the prior topology satisfies the configured one. */
function isSameAs(prior: MediaWorkflowState, configured: unknown, memory: WorkflowMemory | undefined): boolean {
  if (typeof configured !== "string") return false;
  if (prior.topology === configured) return true;
  const [before, after] = [readTopology(prior.topology), readTopology(configured)];
  return isSameTopology(before, after) || (memory?.imported === true && coversTopology(before, after));
}

/** The state after a change, and the topology's forms: as sent, as answered, as read. */
async function resultOf(
  calls: Calls,
  address: BucketAddress,
  planned: Parameters<typeof settle<MediaWorkflowState>>[0],
  settings: WorkflowSettings,
  answered: Workflow,
  secret: WriteOnlyUrl | undefined,
): Promise<{ state: MediaWorkflowState; private: WorkflowMemory }> {
  const read = (await readWorkflow(calls, address, answered.workflowId)) ?? answered;
  const forms = [settings.topology as Topology, answered.topology, read.topology].map(fingerprint);
  const actual = { ...toState(address, read, undefined, secret), state: settings.state };
  const times = [answered.updateTime, read.updateTime].filter((time) => time !== "");
  return {
    state: settle(planned, actual),
    private: {
      forms: [...new Set(forms)],
      name: settings.name,
      state: settings.state,
      ...(times.length > 0 && { times: [...new Set(times)] }),
      ...(secret && { secret }),
    },
  };
}

/** State members apart from topology. */
function factsOf({ name, state, createTime, updateTime }: Workflow) {
  return { name, state, create_time: createTime, update_time: updateTime };
}

/** `topology` is the state's: if it holds the callback setting, the result does too. */
function toState(
  { bucket, region }: BucketAddress,
  workflow: Workflow,
  topology: string | undefined,
  secret: WriteOnlyUrl | undefined,
): MediaWorkflowState {
  const isInline = topology !== undefined && hasNotifyConfig(readTopology(topology));
  const parts = isInline ? { topology: workflow.topology, notify: undefined } : fromXmlTopology(workflow.topology);
  return {
    id: idOf({ bucket, region }, workflow.workflowId),
    bucket,
    region,
    workflow_id: workflow.workflowId,
    topology: JSON.stringify(parts.topology),
    notify_config: parts.notify ? visibleNotify(parts.notify, secret) : null,
    ...factsOf(workflow),
  };
}
