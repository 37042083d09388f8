/** `tencentci_media_workflow`: a workflow, with the secret callback URL kept out of its readable topology. */
import { deleteWorkflow, getWorkflow, setWorkflowState, updateWorkflow } from "../../api/workflows";
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import { addressOf, checkAddress, idOf, parseImportId, plannedRegion, REPLACED_BY_ADDRESS } from "../address";
import { explain, explained } from "../advice";
import type { Client } from "../client";
import { fromApi, toApi, withDefaults } from "../notify";
import { checkNotify, checkNotifyTarget } from "../notify-check";
import type { Notify } from "../notify";
import { DiagnosticError, diagnosticsOf } from "../plugin/diagnostics";
import type { CallContext, Resource } from "../plugin/provider";
import { isUnknown, UNKNOWN, valuesEqual } from "../plugin/values";
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
import { parseTopology } from "../topology-check";
import { createOnce } from "./create-workflow";
import { lookUp } from "./gone";
import { settle } from "./settle";
import { checkWorkflow, checkWorkflowAtApply } from "./workflow-check";
import type { MediaWorkflowState } from "./workflow-check";

/** Remembered beside the state. */
interface Memory {
  /** Fingerprints of the forms in which CI has shown what was last set: none of them is drift. */
  readonly forms: readonly string[];
  /** The state was read, not set: CI may have filled in what the configuration leaves out. */
  readonly imported?: true;
}

const PUT_BACK_MS = 10_000;

export const mediaWorkflow: Resource<Client, MediaWorkflowState, Memory> = {
  schema: MEDIA_WORKFLOW,
  replaceOnChange: REPLACED_BY_ADDRESS,
  validate: (config) => [...checkAddress(config), ...checkWorkflow(config), ...checkNotify(config.notify_config)],

  plan({ prior, planned, config, client, private: memory }) {
    const { notify_config: notify } = config;
    const wanted = {
      ...planned,
      region: plannedRegion(config.region, client),
      state: config.state ?? "Active",
      notify_config: notify === null || isUnknown(notify) ? notify : withDefaults(notify),
      topology: prior && isSameAs(prior, config.topology, memory) ? prior.topology : config.topology,
    };
    const changes = prior !== null && !valuesEqual(prior, wanted);
    return {
      planned: changes ? { ...wanted, update_time: UNKNOWN } : wanted,
      diagnostics: checkNotifyTarget(notify, client),
    };
  },

  async create(request) {
    const { client, config, planned } = request;
    const diagnostics = checkWorkflowAtApply(config, planned, client);
    const address = addressOf(config, client);
    const settings = settingsOf(config);
    const made = await createOnce(request, address, settings);
    try {
      if (made.state !== settings.state) await setState(request, address, made.workflowId, settings.state);
      return { ...(await finish(request, address, planned, settings, made)), diagnostics };
    } catch (error) {
      // Saved with the error, so that destroy knows of it; an apply makes it anew.
      const state = settle(planned, toState(address, made, undefined));
      return { state, private: { forms: [fingerprint(made.topology)] }, diagnostics: diagnosticsOf(error) };
    }
  },

  async read({ client, state, signal, private: memory }) {
    const workflow = await look({ client, signal }, state, state.workflow_id);
    if (!workflow) return { state: null };
    const isKnown = memory?.forms.includes(fingerprint(workflow.topology)) ?? false;
    return { state: isKnown ? { ...state, ...factsOf(workflow) } : toState(state, workflow, state.topology) };
  },

  async update(request) {
    const { client, config, planned, prior, signal } = request;
    const diagnostics = checkWorkflowAtApply(config, planned, client);
    const id = prior.workflow_id;
    const before = await look(request, prior, id);
    if (!before) {
      const detail = `${id} was there at plan time and is not any more. Plan and apply again to make a new one.`;
      throw new DiagnosticError({ severity: "error", summary: "The workflow is gone", detail });
    }
    const settings = settingsOf(config);
    // CI's console refuses to change a running workflow; whether its API does is not documented.
    if (before.state !== "Paused") await setState(request, prior, id, "Paused");
    try {
      const after = await updateWorkflow(client.ci, prior, id, settings, signal);
      if (after.state !== settings.state) await setState(request, prior, id, settings.state);
      return { ...(await finish(request, prior, planned, settings, after)), diagnostics };
    } catch (error) {
      await putBack(request, prior, before);
      throw explain(error, `Changing the workflow ${config.name}`);
    }
  },

  async delete({ client, prior, signal, log }) {
    const calls = { client, signal, log };
    const id = prior.workflow_id;
    const workflow = await look(calls, prior, id);
    if (!workflow) {
      log.info("the workflow is gone already", { workflowId: id });
      return;
    }
    if (workflow.state !== "Paused") await setState(calls, prior, id, "Paused");
    try {
      await deleteWorkflow(client.ci, prior, id, signal);
    } catch (error) {
      // The first of two tries may have done it.
      if (await look(calls, prior, id)) throw explain(error, `Deleting the workflow ${prior.name}`);
    }
  },

  async import({ id, client, signal }) {
    const { bucket, region, rest } = parseImportId(id, client, "workflowId");
    const [workflowId = ""] = rest;
    const workflow = await look({ client, signal }, { bucket, region }, workflowId);
    if (!workflow) {
      const detail = `The bucket ${bucket} in ${region} has no workflow ${workflowId}.`;
      throw new DiagnosticError({ severity: "error", summary: "No such workflow", detail });
    }
    const state = toState({ bucket, region }, workflow, undefined);
    return { state, private: { forms: [fingerprint(workflow.topology)], imported: true } };
  },
};

type Calls = Pick<CallContext, "signal"> & { readonly client: Client };
type Place = Pick<MediaWorkflowState, "bucket" | "region">;

function settingsOf({ name, state, topology, notify_config: notify }: MediaWorkflowState): WorkflowSettings {
  return {
    name,
    state: (state ?? "Active") as WorkflowSettings["state"],
    topology: toXmlTopology(parseTopology(topology), notify ? toApi(withDefaults(notify) as Notify) : undefined),
  };
}

/** True when the configured topology needs no change of what is there. */
function isSameAs(prior: MediaWorkflowState, configured: unknown, memory: Memory | undefined): boolean {
  if (typeof configured !== "string") return false;
  const [before, after] = [readTopology(prior.topology), readTopology(configured)];
  return isSameTopology(before, after) || (memory?.imported === true && coversTopology(before, after));
}

async function look({ client, signal }: Calls, place: Place, workflowId: string): Promise<Workflow | undefined> {
  return lookUp(`Reading the workflow ${workflowId}`, client, place, signal, () =>
    getWorkflow(client.ci, place, workflowId, signal),
  );
}

async function setState(
  { client, signal }: Calls,
  place: Place,
  workflowId: string,
  state: "Active" | "Paused",
): Promise<void> {
  const doing = `${state === "Active" ? "Activating" : "Pausing"} the workflow ${workflowId}`;
  await explained(doing, () => setWorkflowState(client.ci, place, workflowId, state, signal));
}

/** After a failed change a workflow that ran must run again, also when the change was stopped by Ctrl-C. */
async function putBack(
  { client, log }: Calls & Pick<CallContext, "log">,
  place: Place,
  before: Workflow,
): Promise<void> {
  if (before.state === "Paused") return;
  try {
    const calls = { client, signal: AbortSignal.timeout(PUT_BACK_MS) };
    await setState(calls, place, before.workflowId, "Active");
  } catch (error) {
    log.error("the workflow stays paused", { workflowId: before.workflowId, error: (error as Error).message });
  }
}

/** The state after a change, with the forms in which CI shows it: as sent, as answered, as read. */
async function finish(
  calls: Calls,
  place: Place,
  planned: Parameters<typeof settle<MediaWorkflowState>>[0],
  settings: WorkflowSettings,
  answered: Workflow,
): Promise<{ state: MediaWorkflowState; private: Memory }> {
  const read = (await look(calls, place, answered.workflowId)) ?? answered;
  const forms = [settings.topology as Topology, answered.topology, read.topology].map(fingerprint);
  const actual = { ...toState(place, read, undefined), state: settings.state };
  return { state: settle(planned, actual), private: { forms: [...new Set(forms)] } };
}

/** What is not part of the configuration's text. */
function factsOf({ name, state, createTime, updateTime }: Workflow) {
  return { name, state, create_time: createTime, update_time: updateTime };
}

/** `topology` is the one in the state: one that holds the callback setting itself goes on doing so. */
function toState({ bucket, region }: Place, workflow: Workflow, topology: string | undefined): MediaWorkflowState {
  const isInline = topology !== undefined && hasNotifyConfig(readTopology(topology));
  const parts = isInline ? { topology: workflow.topology, notify: undefined } : fromXmlTopology(workflow.topology);
  return {
    id: idOf({ bucket, region }, workflow.workflowId),
    bucket,
    region,
    workflow_id: workflow.workflowId,
    topology: JSON.stringify(parts.topology),
    notify_config: parts.notify ? fromApi(parts.notify) : null,
    ...factsOf(workflow),
  };
}
