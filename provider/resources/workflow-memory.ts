/** What a workflow resource remembers beside its state, and how it tells by that whether the workflow is still its own. */
import type { Workflow, WorkflowSettings } from "../../api/workflows";
import type { XmlElement } from "../../api/xml";
import { writeOnlyUrl } from "../notify";
import type { WriteOnlyUrl } from "../notify";
import { fingerprint, fromXmlTopology } from "../topology";
import type { MediaWorkflowState } from "./workflow-check";

/** Remembered beside the state. */
export interface WorkflowMemory {
  /** Fingerprints of the forms in which CI has shown what was last set: none of them is drift. */
  readonly forms: readonly string[];
  /** Name and state that were last set. */
  readonly name?: string;
  readonly state?: string;
  /** The state was read, not set: CI may have filled in what the configuration leaves out. */
  readonly imported?: true;
  /** CI's times of the last change, as answered and as read: at another time somebody else has set the workflow. */
  readonly times?: readonly string[];
  /** The callback address where it was given write-only. */
  readonly secret?: WriteOnlyUrl;
  /** A later change, whose outcome is not known. */
  readonly attempted?: { readonly name: string; readonly form: string; readonly secret?: WriteOnlyUrl };
}

/** True when the workflow is still what the resource made of it; only its being paused or active does not count. */
export function isOwn(workflow: Workflow, prior: MediaWorkflowState, memory: WorkflowMemory | undefined): boolean {
  if (!memory) return true; // a state of an earlier version
  const form = fingerprint(workflow.topology);
  if (memory.attempted?.name === workflow.name && memory.attempted.form === form) return true;
  const isSame = workflow.name === (memory.name ?? prior.name) && memory.forms.includes(form);
  if (!isSame || workflow.state !== (memory.state ?? prior.state)) return isSame;
  return memory.times === undefined || memory.times.includes(workflow.updateTime);
}

/** What is remembered of a write-only callback address. */
export function secretIn(
  { notify_config: wanted }: MediaWorkflowState,
  { topology }: WorkflowSettings,
): WriteOnlyUrl | undefined {
  const sent = fromXmlTopology(topology as XmlElement).notify;
  return sent && writeOnlyUrl(wanted, sent);
}
