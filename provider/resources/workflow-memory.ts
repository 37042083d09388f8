/** Private data of a workflow resource, and the check of whether the workflow is still its own. */
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import type { XmlElement } from "../../api/xml";
import { writeOnlyUrl } from "../notify";
import type { WriteOnlyUrl } from "../notify";
import { fingerprint, fromXmlTopology } from "../topology";
import type { MediaWorkflowState } from "./workflow-check";

/** Kept beside the state. */
export interface WorkflowMemory {
  /** Fingerprints of CI's forms of the last topology set: none of them is drift. */
  readonly forms: readonly string[];
  /** Name and state that were last set. */
  readonly name?: string;
  readonly state?: string;
  /** The state was read, not set: CI may have filled in settings that the configuration omits. */
  readonly imported?: true;
  /** CI's update times, as answered and as read: any other time means a change by somebody else. */
  readonly times?: readonly string[];
  /** The write-only callback URL, if any. */
  readonly secret?: WriteOnlyUrl;
  /** A later change with an unknown outcome. */
  readonly attempted?: { readonly name: string; readonly form: string; readonly secret?: WriteOnlyUrl };
}

/** True when the workflow still has the settings last applied; its state may differ. */
export function isOwn(workflow: Workflow, prior: MediaWorkflowState, memory: WorkflowMemory | undefined): boolean {
  if (!memory) return true; // a state of an earlier version
  const form = fingerprint(workflow.topology);
  if (memory.attempted?.name === workflow.name && memory.attempted.form === form) return true;
  const isSame = workflow.name === (memory.name ?? prior.name) && memory.forms.includes(form);
  if (!isSame || workflow.state !== (memory.state ?? prior.state)) return isSame;
  return memory.times === undefined || memory.times.includes(workflow.updateTime);
}

/** Private data on a write-only callback URL. */
export function secretIn(
  { notify_config: wanted }: MediaWorkflowState,
  { topology }: WorkflowSettings,
): WriteOnlyUrl | undefined {
  const sent = fromXmlTopology(topology as XmlElement).notify;
  return sent && writeOnlyUrl(wanted, sent);
}
