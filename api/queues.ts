/**
 * Queues of a bucket's services. A queue is created and removed with its service; calls can only change it.
 *
 * @see https://www.tencentcloud.com/document/product/1045/72939
 */
import type { CiClient } from "./client";
import { UnexpectedAnswerError } from "./errors";
import { ciHost } from "./hosts";
import { pathOf } from "./ids";
import { readNotifyConfig, writeNotifyConfig } from "./notify-config";
import type { NotifyConfig } from "./notify-config";
import { QUEUE_FAMILIES } from "./queue-families";
import type { ServiceAddress } from "./queue-families";
import { childOf, childrenOf, textOf } from "./xml";
import type { XmlElement } from "./xml";

export interface MediaQueue {
  readonly queueId: string;
  readonly name: string;
  /** `Active` or `Paused`. */
  readonly state: string;
  readonly notifyConfig: NotifyConfig;
  /** Maximum number of waiting jobs; undefined if the answer lacks it. */
  readonly maxSize?: number;
  /** Number of jobs that run at a time. */
  readonly maxConcurrent?: number;
  /** Such as `Transcoding`, `SpeedTranscoding`, `DocProcess`. */
  readonly category: string;
  readonly createTime: string;
  readonly updateTime: string;
}

/** The settings that can be changed. CI replaces all of them at once. */
export type MediaQueueSettings = Pick<MediaQueue, "name" | "state" | "notifyConfig">;

const LISTS = ["QueueList", "NonExistPIDs"];
const PAGE_SIZE = 100;

/** All queues of a service, including those for fast transcoding. */
export async function listMediaQueues(
  client: CiClient,
  address: ServiceAddress,
  signal?: AbortSignal,
): Promise<MediaQueue[]> {
  const queues: MediaQueue[] = [];
  for (let page = 1; ; page++) {
    const answer = await client.requestXml({
      method: "GET",
      host: ciHost(address),
      path: queuesPath(address),
      query: { ...categoryOf(address), pageNumber: String(page), pageSize: String(PAGE_SIZE) },
      lists: LISTS,
      signal,
    });
    const found = childrenOf(answer, "QueueList").map(toQueue);
    queues.push(...found);
    // The maximum page size is not documented, so the total decides whether there is another page.
    if (found.length === 0 || queues.length >= Number(textOf(answer, "TotalCount"))) return queues;
  }
}

/** A queue by its id; undefined if there is none. */
export async function getMediaQueue(
  client: CiClient,
  address: ServiceAddress,
  queueId: string,
  signal?: AbortSignal,
): Promise<MediaQueue | undefined> {
  const answer = await client.requestXml({
    method: "GET",
    host: ciHost(address),
    path: queuesPath(address),
    query: { queueIds: queueId, ...categoryOf(address) },
    lists: LISTS,
    signal,
  });
  return childrenOf(answer, "QueueList")
    .map(toQueue)
    .find((queue) => queue.queueId === queueId);
}

/** Replaces the settings of a queue. */
export async function updateMediaQueue(
  client: CiClient,
  address: ServiceAddress,
  queueId: string,
  { name, state, notifyConfig }: MediaQueueSettings,
  signal?: AbortSignal,
): Promise<MediaQueue> {
  const path = pathOf(queuesPath(address), queueId);
  const content = { Name: name, QueueID: queueId, State: state, NotifyConfig: writeNotifyConfig(notifyConfig) };
  const answer = await client.requestXml({
    method: "PUT",
    host: ciHost(address),
    path,
    xml: ["Request", content],
    signal,
  });
  const queue = toQueue(childOf(answer, "Queue"));
  if (queue.queueId !== queueId) throw new UnexpectedAnswerError(`PUT ${path} answered without that queue`);
  return queue;
}

function queuesPath({ family = "media" }: ServiceAddress): string {
  return QUEUE_FAMILIES[family].queues;
}

/** Only media queues have several categories. Without a parameter, CI lists one category. */
function categoryOf({ family = "media" }: ServiceAddress): Readonly<Record<string, string>> {
  return family === "media" ? { category: "CateAll" } : {};
}

function toQueue(element: XmlElement): MediaQueue {
  return {
    queueId: textOf(element, "QueueId"),
    name: textOf(element, "Name"),
    state: textOf(element, "State"),
    notifyConfig: readNotifyConfig(element),
    maxSize: numberOf(element, "MaxSize"),
    maxConcurrent: numberOf(element, "MaxConcurrent"),
    category: textOf(element, "Category"),
    createTime: textOf(element, "CreateTime"),
    updateTime: textOf(element, "UpdateTime"),
  };
}

function numberOf(element: XmlElement, name: string): number | undefined {
  const text = textOf(element, name);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
