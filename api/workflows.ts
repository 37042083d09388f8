/**
 * Workflows: named graphs of jobs that an upload or a call starts.
 *
 * @see https://www.tencentcloud.com/document/product/1045/43733
 */
import type { CiClient } from "./client";
import { UnexpectedAnswerError } from "./errors";
import { ciHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { pathOf } from "./ids";
import { childOf, childrenOf, textOf } from "./xml";
import type { XmlContent, XmlElement } from "./xml";

export interface Workflow {
  readonly workflowId: string;
  readonly name: string;
  /** `Active` or `Paused`. */
  readonly state: string;
  /** `Dependencies` and `Nodes`, with the vendor's field names. */
  readonly topology: XmlElement;
  readonly createTime: string;
  readonly updateTime: string;
}

export interface WorkflowSettings {
  readonly name: string;
  readonly state: "Active" | "Paused";
  readonly topology: Readonly<Record<string, XmlContent>>;
}

const LISTS = ["MediaWorkflowList", "NonExistIDs"];
const PAGE_SIZE = 100;

/** Creates a workflow. Not repeated if the answer is lost: the caller must check whether the workflow exists. */
export async function createWorkflow(
  client: CiClient,
  bucket: BucketAddress,
  settings: WorkflowSettings,
  signal?: AbortSignal,
): Promise<Workflow> {
  const answer = await client.requestXml({
    method: "POST",
    host: ciHost(bucket),
    path: "/workflow",
    xml: ["Request", { MediaWorkflow: toXml(settings) }],
    signal,
  });
  return workflowIn(answer, "POST /workflow");
}

/** Replaces the settings of a workflow. */
export async function updateWorkflow(
  client: CiClient,
  bucket: BucketAddress,
  workflowId: string,
  settings: WorkflowSettings,
  signal?: AbortSignal,
): Promise<Workflow> {
  const path = pathOf("/workflow", workflowId);
  const answer = await client.requestXml({
    method: "PUT",
    host: ciHost(bucket),
    path,
    xml: ["Request", { MediaWorkflow: toXml(settings) }],
    signal,
  });
  return workflowIn(answer, `PUT ${path}`);
}

/** Sets whether uploads start the workflow. */
export async function setWorkflowState(
  client: CiClient,
  bucket: BucketAddress,
  workflowId: string,
  state: "Active" | "Paused",
  signal?: AbortSignal,
): Promise<void> {
  await client.request({
    method: "PUT",
    host: ciHost(bucket),
    path: pathOf("/workflow", workflowId),
    query: { [state.toLowerCase()]: "" },
    signal,
  });
}

export async function deleteWorkflow(
  client: CiClient,
  bucket: BucketAddress,
  workflowId: string,
  signal?: AbortSignal,
): Promise<void> {
  await client.request({ method: "DELETE", host: ciHost(bucket), path: pathOf("/workflow", workflowId), signal });
}

/** A workflow by its id; undefined if there is none. */
export async function getWorkflow(
  client: CiClient,
  bucket: BucketAddress,
  workflowId: string,
  signal?: AbortSignal,
): Promise<Workflow | undefined> {
  const { workflows } = await requestPage(client, bucket, { ids: workflowId }, signal);
  return workflows.find((workflow) => workflow.workflowId === workflowId);
}

/** Workflows with exactly this name. CI does not guarantee that names are unique. */
export async function findWorkflowsByName(
  client: CiClient,
  bucket: BucketAddress,
  name: string,
  signal?: AbortSignal,
): Promise<Workflow[]> {
  const all = await listWorkflows(client, bucket, { name, signal });
  // The pages do not say whether the query matches the whole name or a prefix.
  return all.filter((workflow) => workflow.name === name);
}

/**
 * A page of a bucket's workflows, by one call: at most 100.
 *
 * @param page from 1
 */
export async function pageOfWorkflows(
  client: CiClient,
  bucket: BucketAddress,
  page: number,
  signal?: AbortSignal,
): Promise<{ readonly workflows: readonly Workflow[]; readonly isLast: boolean }> {
  const query = { pageNumber: String(page), pageSize: String(PAGE_SIZE) };
  const { workflows, total } = await requestPage(client, bucket, query, signal);
  return { workflows, isLast: workflows.length === 0 || page * PAGE_SIZE >= total };
}

/** All workflows of a bucket. */
export async function listWorkflows(
  client: CiClient,
  bucket: BucketAddress,
  { name, signal }: { readonly name?: string; readonly signal?: AbortSignal } = {},
): Promise<Workflow[]> {
  const all: Workflow[] = [];
  for (let page = 1; ; page++) {
    const query = { ...(name !== undefined && { name }), pageNumber: String(page), pageSize: String(PAGE_SIZE) };
    const { workflows, total } = await requestPage(client, bucket, query, signal);
    all.push(...workflows);
    if (workflows.length === 0 || all.length >= total) return all;
  }
}

async function requestPage(
  client: CiClient,
  bucket: BucketAddress,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<{ workflows: Workflow[]; total: number }> {
  const call = { method: "GET", host: ciHost(bucket), path: "/workflow", query, lists: LISTS, signal } as const;
  const answer = await client.requestXml(call);
  return {
    workflows: childrenOf(answer, "MediaWorkflowList").map(toWorkflow),
    total: Number(textOf(answer, "TotalCount")),
  };
}

function workflowIn(answer: XmlElement, call: string): Workflow {
  const workflow = toWorkflow(childOf(answer, "MediaWorkflow"));
  if (workflow.workflowId === "") throw new UnexpectedAnswerError(`${call} answered without a workflow`);
  return workflow;
}

function toXml({ name, state, topology }: WorkflowSettings): Readonly<Record<string, XmlContent>> {
  return { Name: name, State: state, Topology: topology };
}

function toWorkflow(element: XmlElement): Workflow {
  return {
    workflowId: textOf(element, "WorkflowId"),
    name: textOf(element, "Name"),
    state: textOf(element, "State"),
    topology: childOf(element, "Topology"),
    createTime: textOf(element, "CreateTime"),
    updateTime: textOf(element, "UpdateTime"),
  };
}
