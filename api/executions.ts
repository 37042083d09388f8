/**
 * Runs of a workflow.
 *
 * @see https://cloud.tencent.com/document/product/460/80044
 */
import type { CiClient } from "./client";
import { CiApiError } from "./errors";
import { ciHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { isId, pathOf } from "./ids";
import { listPages } from "./pages";
import type { CreationWindow } from "./pages";
import { childOf, textOf } from "./xml";
import type { XmlElement } from "./xml";

/** Elements of the answers that repeat. */
const LISTS = ["WorkflowExecutionList", "Tasks"];

/** Runs of one workflow that were created in a period, oldest first, with the vendor's field names. */
export function listExecutions(
  client: CiClient,
  bucket: BucketAddress,
  workflowId: string,
  window: CreationWindow,
): AsyncGenerator<XmlElement> {
  const page = { path: "/workflowexecution", list: "WorkflowExecutionList", query: { workflowId } };
  return listPages(client, bucket, page, window);
}

/** A run with its tasks, with the vendor's field names; undefined if no run has this id. */
export async function getExecution(
  client: CiClient,
  bucket: BucketAddress,
  runId: string,
  signal?: AbortSignal,
): Promise<XmlElement | undefined> {
  if (!isId(runId)) return undefined;
  const call = {
    method: "GET",
    host: ciHost(bucket),
    path: pathOf("/workflowexecution", runId),
    lists: LISTS,
  } as const;
  try {
    const run = childOf(await client.requestXml({ ...call, signal }), "WorkflowExecution");
    return textOf(run, "RunId") === runId ? run : undefined;
  } catch (error) {
    if (error instanceof CiApiError && (error.status === 404 || error.code === "ResourceNotFound")) return undefined;
    throw error;
  }
}
