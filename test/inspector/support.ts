/** A pipeline with durable delivery on a local cloud, deployed without Terraform, and its inspector. */
import { request } from "node:http";
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { onTestFinished } from "vitest";
import { deployDurable, PROGRAM } from "../../harness/durable-deployment";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector, InspectorOptions } from "../../local/inspector/inspector";
import type { CallbackDetail, CallbackRow, State } from "../../local/inspector/protocol";
import { BUCKET, enableMedia } from "../local/support";

/** Creates a queue that calls a deployed pipeline. Returns the callback URL and the queue's id. */
export async function deployPipeline(
  cloud: LocalCloud,
): Promise<{ readonly callbackUrl: string; readonly queueId: string }> {
  const { callbackUrl } = await deployDurable({ cloud, program: PROGRAM });
  const queueId = await enableMedia(cloud);
  const Event = "TaskFinish,WorkflowFinish";
  const NotifyConfig = { Url: callbackUrl, State: "On", Type: "Url", Event, ResultFormat: "JSON" };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  return { callbackUrl, queueId };
}

/** An inspector that is closed when the test ends. */
export async function inspect(cloud: LocalCloud, options?: InspectorOptions): Promise<Inspector> {
  const inspector = await startInspector(cloud, options);
  onTestFinished(() => inspector.close());
  return inspector;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request with any headers; `fetch` would not let a test set Host. */
export function ask(url: string, method: string, headers: OutgoingHttpHeaders = {}, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** Posts as the page does. */
export async function post<T>(
  inspector: Inspector,
  path: string,
  body: unknown,
): Promise<T & { readonly error?: string }> {
  const headers = { "content-type": "application/json" };
  return JSON.parse((await ask(`${inspector.url}api/${path}`, "POST", headers, JSON.stringify(body))).body) as T & {
    readonly error?: string;
  };
}

/** Id of the callback that arrived at this position, from 1. */
export async function idOf(inspector: Inspector, order: number): Promise<string> {
  const { rows } = await listenUntil(inspector, ({ rows }) => rows.has(order));
  return rows.get(order)!.id;
}

/** @param order position of arrival, from 1 */
export async function detailOf(inspector: Inspector, order: number): Promise<CallbackDetail> {
  const id = await idOf(inspector, order);
  return JSON.parse((await ask(`${inspector.url}api/callbacks/${id}`, "GET")).body) as CallbackDetail;
}

/** Events that a page received. */
export interface ReceivedEvents {
  /** By order of arrival. */
  readonly rows: Map<number, CallbackRow>;
  resets: number;
  lastId: string;
  state?: State;
}

/** Listens like a page until it has received enough events. */
export async function listenUntil(
  inspector: Inspector,
  isEnough: (received: ReceivedEvents) => boolean,
  lastEventId?: string,
): Promise<ReceivedEvents> {
  const closing = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const response = await fetch(`${inspector.url}api/events`, { headers, signal: closing.signal });
  const received: ReceivedEvents = { rows: new Map(), resets: 0, lastId: "" };
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body!) {
    const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n\n");
    rest = blocks.pop()!;
    for (const block of blocks) receive(block, received);
    if (isEnough(received)) break;
  }
  closing.abort();
  return received;
}

function receive(block: string, received: ReceivedEvents): void {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  if (field("id") !== "") received.lastId = field("id");
  if (field("event") === "reset") received.resets++;
  if (field("event") === "state") received.state = JSON.parse(field("data")) as State;
  if (field("event") !== "rows") return;
  for (const row of JSON.parse(field("data")) as CallbackRow[]) received.rows.set(row.order, row);
}
