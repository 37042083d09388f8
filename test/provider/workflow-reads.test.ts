/** How many calls the reads of a plan make. */
import { setMaxListeners } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { bindCi } from "../../api/bind";
import { CiClient } from "../../api/client";
import { enableMedia } from "../../api/media-buckets";
import { send } from "../../api/transport";
import { createWorkflow } from "../../api/workflows";
import { startLocalCloud } from "../../local/cloud";
import type { Client } from "../../provider/client";
import { readRecent } from "../../provider/resources/workflow-reads";
import { BUCKET, REGION } from "./support";

const ADDRESS = { bucket: BUCKET, region: REGION };
const { signal } = new AbortController();
setMaxListeners(0, signal); // one per running read

/** A bucket with this many workflows, and a client that counts the calls it makes from now on. */
async function bucketWith(count: number): Promise<{ ids: string[]; client: Client; calls: string[] }> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  onTestFinished(() => cloud.close());
  const calls: string[] = [];
  const ci = new CiClient({
    credentials: cloud.credential,
    endpoint: cloud.url,
    transport(request) {
      calls.push(request.path);
      return send(request);
    },
  });
  await bindCi(ci, ADDRESS);
  await enableMedia(ci, ADDRESS);
  const topology = {
    Dependencies: { Start: "End" },
    Nodes: { Start: { Type: "Start", Input: { ObjectPrefix: "in/" } } },
  };
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { workflowId } = await createWorkflow(ci, ADDRESS, { name: `wf-${index}`, state: "Active", topology });
    ids.push(workflowId);
  }
  calls.length = 0;
  return { ids, client: { ci, region: REGION, isPublicCloud: false }, calls };
}

/** Reads all, ten at a time as Terraform does. */
async function readAll(client: Client, ids: readonly string[]): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (let start = 0; start < ids.length; start += 10) {
    const some = ids.slice(start, start + 10).map((id) => readRecent(client, ADDRESS, id, signal));
    found.push(...(await Promise.all(some)).map((workflow) => workflow?.workflowId));
  }
  return found;
}

it("reads any number of workflows by their pages and at most ten more calls per page", async () => {
  const { ids, client, calls } = await bucketWith(230);
  expect(await readAll(client, ids)).toEqual(ids);
  // Read again where the machine is so slow that pages are outdated meanwhile.
  const pages = new Set(calls.filter((path) => path.includes("pageNumber=")));
  expect([...pages].map((path) => /pageNumber=(\d+)/.exec(path)![1]).sort()).toEqual(["1", "2", "3"]);
  expect(calls.filter((path) => path.includes("ids=")).length).toBeLessThanOrEqual(20);
});

it("reads no page beyond the first for a few workflows of a large bucket", async () => {
  const { ids, client, calls } = await bucketWith(120);
  const few = [ids[0]!, ids[119]!];
  expect(await readAll(client, few)).toEqual(few);
  expect(calls.filter((path) => path.includes("pageNumber=2"))).toEqual([]);
  expect(calls.filter((path) => path.includes("ids="))).toHaveLength(1);
});

it("reads a workflow that is gone as none, from a page that is shared", async () => {
  const { ids, client, calls } = await bucketWith(2);
  const gone = `w${"0".repeat(32)}`;
  expect(await readAll(client, [...ids, gone, gone])).toEqual([...ids, undefined, undefined]);
  expect(calls.filter((path) => path.includes("pageNumber=")).length).toBe(1);
});
