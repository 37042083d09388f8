import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Chain } from "../../../cli/doctor/chain";
import type { Link } from "../../../cli/doctor/finding";
import { BUCKET } from "../../../harness/durable-deployment";
import type { LocalCloud } from "../../../local/cloud";
import { startForwarder } from "../../support/forwarder";
import type { Changes, DeployedPipeline } from "./deployed-pipeline";

/** Breaks a link until the test ends; returns options of the doctor that differ from the usual ones. */
type Act = (pipeline: DeployedPipeline) => Promise<Changes | void> | Changes | void;
export type Break = readonly [link: Link, what: string, finding: RegExp, act: Act];

export function undo(back: () => unknown): void {
  onTestFinished(async () => {
    await back();
  });
}

export function changeNotify({ cloud }: DeployedPipeline, NotifyConfig: object): void {
  const before = { ...cloud.queues(BUCKET)[0]!.NotifyConfig };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  undo(() => cloud.changeQueue(BUCKET, { NotifyConfig: before }));
}

export function pauseQueue({ cloud }: DeployedPipeline): void {
  cloud.changeQueue(BUCKET, { State: "Paused" });
  undo(() => cloud.changeQueue(BUCKET, { State: "Active" }));
}

export async function addDeadCallback({ deployment: { store } }: DeployedPipeline): Promise<void> {
  await store.put("dead/1", "x");
  undo(() => store.delete("dead/1"));
}

export function bucketOf({ cloud }: DeployedPipeline): LocalCloud["buckets"][number] {
  return cloud.buckets.find(({ name }) => name === BUCKET)!;
}

export function empty<K, V>(map: Map<K, V>): void {
  const before = [...map];
  map.clear();
  undo(() => before.forEach(([key, value]) => map.set(key, value)));
}

/** The cloud with another answer to an action of API 3.0. */
export async function answering(
  { cloud }: DeployedPipeline,
  action: string,
  change: (members: Record<string, unknown>) => object,
): Promise<Changes> {
  const changed = await startForwarder(cloud.url, ({ headers }, answer) => {
    if (headers["x-tc-action"] !== action) return undefined;
    const { Response: members } = JSON.parse(answer.body ?? "{}") as { Response: Record<string, unknown> };
    return { body: JSON.stringify({ Response: change(members) }) };
  });
  undo(() => changed.close());
  return { endpoint: changed.url };
}

/** A server that answers every request alike. */
export async function gateway(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/abc`;
}

export function withUrl({ chain }: DeployedPipeline, url: string): { chain: Chain } {
  return { chain: { ...chain, urls: [{ url, of: ["x"] }] } };
}
