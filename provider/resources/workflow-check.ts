/** The state of a workflow and checks of its configuration. */
import type { Addressed } from "../address";
import type { Client } from "../client";
import type { Notify } from "../notify";
import { checkNotify, checkNotifyTarget, checkUrl, newProblems } from "../notify-check";
import { errorAt } from "../plugin/diagnostics";
import type { Diagnostic } from "../plugin/diagnostics";
import { UNKNOWN } from "../plugin/values";
import type { Unresolved } from "../plugin/values";
import { hasNotifyConfig } from "../topology";
import { parseTopology, TopologyError } from "../topology-check";

export interface MediaWorkflowState extends Addressed {
  readonly name: string;
  readonly state: string;
  readonly topology: string;
  readonly notify_config: Notify | null;
  readonly workflow_id: string;
  readonly create_time: string;
  readonly update_time: string;
}

const NAME = /^[\p{Script=Han}A-Za-z0-9_-]{1,128}$/u;

export function checkWorkflow({
  name,
  state,
  topology,
  notify_config,
}: Unresolved<MediaWorkflowState>): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  if (typeof name === "string" && !NAME.test(name)) {
    const rule = "name must be 1 to 128 Chinese characters, letters, digits, _ and -";
    problems.push(errorAt(["name"], "Invalid workflow name", `${rule} (got ${JSON.stringify(name)}).`));
  }
  if (typeof state === "string" && !["Active", "Paused"].includes(state)) {
    problems.push(
      errorAt(["state"], "Invalid workflow state", `state must be Active or Paused (got ${JSON.stringify(state)}).`),
    );
  }
  if (typeof topology === "string") problems.push(...checkTopology(topology, notify_config !== null));
  return problems;
}

/** Repeats the checks for values unknown at plan time. Returns new warnings. */
export function checkWorkflowAtApply(
  config: MediaWorkflowState,
  planned: Unresolved<MediaWorkflowState>,
  client: Client,
  prior?: MediaWorkflowState,
): readonly Diagnostic[] {
  const { notify_config: notify } = config;
  // An unchanged topology in CI's form may fail the checks of a configuration.
  const topology = config.topology === prior?.topology ? UNKNOWN : config.topology;
  const problems = [
    ...checkWorkflow({ ...config, topology }),
    ...checkNotify(notify),
    ...checkUrl(notify),
    ...checkNotifyTarget(notify, client),
  ];
  return newProblems(problems, planned.notify_config);
}

function checkTopology(json: string, hasNotify: boolean): readonly Diagnostic[] {
  try {
    if (!hasNotifyConfig(parseTopology(json)) || !hasNotify) return [];
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    return [errorAt(["topology"], "Invalid topology", `${error.message}.`)];
  }
  const detail =
    "Callbacks are set twice: by notify_config and by Nodes.Start.Input.NotifyConfig. Keep notify_config, which does not show the URL.";
  return [errorAt(["notify_config"], "Contradictory callback settings", detail)];
}
