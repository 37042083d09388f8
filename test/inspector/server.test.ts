import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { deployCode, jobCallback } from "../../harness/durable-deployment";
import type { LocalCloud } from "../../local/cloud";
import { shownLogs } from "../../local/inspector/detail";
import { BUCKET, startCloud } from "../local/support";
import type { Answer } from "./support";
import { ask, deployPipeline, detailOf, inspect, listenUntil, post } from "./support";

/** No server listens there: deliveries end at once, without an answer. */
const NOBODY = "http://127.0.0.1:9/secret-of-nobody";

async function deliver(cloud: LocalCloud, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await cloud.deliver(NOBODY, jobCallback(id), "JSON");
}

it.each([
  ["another name that resolves to this machine", { host: "evil.example:80" }, "GET", 403],
  ["the right name with another port", { host: "127.0.0.1:1" }, "GET", 403],
  ["a page of another origin", { origin: "http://evil.example" }, "POST", 403],
  ["a page of another port of this machine", { origin: "http://127.0.0.1:1" }, "POST", 403],
  ["a sandboxed page", { origin: "null" }, "POST", 403],
  ["another site, as the browser tells", { "sec-fetch-site": "cross-site" }, "GET", 403],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, "POST", 403],
  ["plain text that holds JSON", { "content-type": "text/plain" }, "POST", 403],
  ["its own page", {}, "GET", 200],
  ["its own page, by JSON", {}, "POST", 200],
])("accepts or refuses requests by %s", async (_, headers, method, status) => {
  const inspector = await inspect(await startCloud());
  const all = method === "POST" ? { "content-type": "application/json", ...headers } : headers;
  const path = method === "POST" ? "api/redrive" : "api/events";
  const answer =
    status === 200 && method === "GET" ? ask(inspector.url, method, all) : ask(inspector.url + path, method, all, "{}");
  expect((await answer).status).toBe(status);
});

it("sends the page with a policy that forbids foreign sources and markup from text", async () => {
  const inspector = await inspect(await startCloud());
  const names = ["", "app.js", "app.css", "icon.svg"];
  const files: Answer[] = [];
  for (const name of names) {
    const file = await ask(inspector.url + name, "GET");
    files.push(file);
    // Parts that a script imports at once; others are loaded when the reader opens them.
    const parts = [...file.body.matchAll(/(?:from|import)"\.\/(app-\w+\.js)"/g)].map(([, part]) => part!);
    names.push(...parts.filter((part) => !names.includes(part)));
  }
  expect(names.length).toBeGreaterThan(4);
  const total = files.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  console.log(`first load: ${total} bytes`);
  expect(files.map(({ status }) => status)).toEqual(names.map(() => 200));
  expect(total).toBeLessThanOrEqual(100_000);
  for (const { headers, body } of files) {
    expect(headers["content-security-policy"]).toMatch(/^default-src 'self';.*require-trusted-types-for 'script'/);
    expect(headers).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
    expect(body.replace(/http:\/\/www\.w3\.org\/\S*/g, "")).not.toMatch(/https?:\/\//);
  }
  expect((await ask(`${inspector.url}../package.json`, "GET")).status).toBe(404);
  expect((await ask(`${inspector.url}constructor`, "GET")).status).toBe(404);
});

it("sends a reconnected page the missed rows, or all rows if it missed too many", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud, { limit: 4 });
  await deliver(cloud, "j1", "j2");
  const first = await listenUntil(inspector, ({ rows }) => rows.size === 2);
  expect(first.resets).toBe(1);

  await deliver(cloud, "j3");
  const second = await listenUntil(inspector, ({ rows }) => rows.size > 0, first.lastId);
  expect([...second.rows.keys()]).toEqual([3]);
  expect(second.resets).toBe(0);

  await deliver(cloud, "j4", "j5", "j6", "j7");
  const third = await listenUntil(inspector, ({ rows }) => rows.size === 4, first.lastId);
  expect(third.resets).toBe(1);
  expect([...third.rows.keys()]).toEqual([4, 5, 6, 7]);

  const other = await listenUntil(inspector, ({ rows }) => rows.size === 4, "0123456789ab-3");
  expect(other.resets).toBe(1);
  expect((await ask(`${inspector.url}api/callbacks/1`, "GET")).status).toBe(404);
});

it("shows callbacks from before its start, and never the secret", async () => {
  const cloud = await startCloud();
  await deliver(cloud, "j1");
  const inspector = await inspect(cloud);
  const received = await listenUntil(inspector, ({ rows, state }) => rows.size === 1 && state !== undefined);
  expect(received.rows.get(1)).toMatchObject({
    kind: "jobs",
    title: "SplitVideoParts",
    subject: "j1",
    outcome: "lost",
  });
  const detail = await detailOf(inspector, 1);
  expect(detail.shots).toHaveLength(10);
  expect(JSON.stringify([detail, received.state])).not.toContain("secret-of-nobody");
});

it.each([
  ["send", { target: "nobody", sample: "Transcode", format: "xml" }, "target must be a queue, a workflow or uploads"],
  ["repeat", { id: "99" }, "callback 99 is no longer kept"],
  ["repeat", { id: 1 }, "id must be a text"],
  ["repeat", { id: "1", times: 1e9 }, "callback 1 is no longer kept"],
  ["upload", { bucket: "other", key: "a" }, "bucket must exist"],
  ["upload", { bucket: BUCKET, key: "a".repeat(851) }, "key must be at most 850 bytes (got 851)"],
  ["search", { texts: [] }, "texts must be 1 to 10 texts"],
  ["search", { texts: ["a".repeat(501)] }, "texts must be 1 to 10 texts of at most 500 characters"],
  ["redrive", { keys: [1] }, "keys must be a list of texts"],
  ["faults", { match: "*".repeat(20), effect: { type: "drop" } }, "match must have at most"],
  ["faults", { match: "CALLBACK *", effect: { type: "explode" } }, "type must be one of"],
  ["faults", { match: "CALLBACK *", chance: 2, effect: { type: "drop" } }, "chance must be a number from 0 to 1"],
  ["faults", [], "the body must be a JSON object"],
])("refuses to %s %j and gives the reason", async (path, body, error) => {
  const inspector = await inspect(await startCloud());
  expect((await post(inspector, path, body)).error).toContain(error);
});

it(
  "draws the deployment, sends, repeats and damages callbacks, shows logs and redrives",
  { timeout: 40_000 },
  async () => {
    const cloud = await startCloud({ eventMs: 1, asyncRetryMs: 50 });
    const { queueId, callbackUrl } = await deployPipeline(cloud);
    const inspector = await inspect(cloud);
    const send = { target: queueId, sample: "SplitVideoParts", format: "xml" };
    const { ids } = await post<{ ids: string[] }>(inspector, "send", send);
    await cloud.idle();
    expect(ids).toEqual([cloud.deliveries[0]!.id]);
    expect(await detailOf(inspector, 1)).toMatchObject({
      row: { status: 200, answer: "accepted", title: "SplitVideoParts" },
      event: { type: "jobs" },
      journal: [{ kind: "claim" }, { kind: "begin" }, { kind: "done" }],
      attempts: { count: 1, most: 8, until: 0, phase: "done" },
    });
    expect((await detailOf(inspector, 1)).logs.map(({ functionName }) => functionName)).toContain("worker");

    const [id] = ids;
    const again = await post<{ ids: string[] }>(inspector, "repeat", { id });
    expect(again.ids).toEqual([cloud.deliveries[1]!.id]);
    for (const name of ["truncate", "secret", "encoding"]) await post(inspector, "repeat", { id, break: name });
    const received = await listenUntil(
      inspector,
      ({ rows }) => rows.size === 5 && [1, 2].every((id) => rows.get(id)!.outcome === "done"),
    );
    const byId = [...received.rows.values()].sort((one, other) => one.order - other.order); // rows arrive as they change
    const results = byId.map(({ status, outcome }) => `${status} ${outcome}`);
    expect(results).toEqual(["200 done", "200 done", "400 refused", "404 refused", "400 refused"]);

    const edges = received.state!.pipeline.edges.map(
      ({ from, to }) => `${from.split(/[ #]/)[0]} → ${to.split(/[ #]/)[0]}`,
    );
    expect(edges).toEqual([
      ...["bucket → jobs", `jobs → ${queueId}`, `${queueId} → receiver`, "receiver → function"],
      ...["function → inbox", "function → inbox", "inbox → function", "function → outcome"],
    ]);
    expect(received.state!.targets).toEqual([{ id: queueId, label: `${BUCKET} · queue-1`, format: "JSON" }]);

    const search = async (...texts: string[]) => (await post<{ ids: string[] }>(inspector, "search", { texts })).ids;
    expect(await search('"message":"effect"')).toEqual(expect.arrayContaining([ids[0]]) as unknown); // a worker's log
    expect(await search('"MESSAGE":"effect"', "<tag>splitvideo")).toContain(ids[0]);
    expect(await search("nothing has this.*")).toEqual([]);

    await cloud.deliver(callbackUrl, jobCallback("j-refused"), "JSON");
    const dead = await listenUntil(inspector, ({ rows }) => rows.get(6)?.outcome === "dead");
    const { key } = dead.rows.get(6)!;
    expect(await post(inspector, "redrive", { keys: [key, "job_other_Success"] })).toEqual({
      results: [
        { key, result: "redriven" },
        { key: "job_other_Success", result: "not dead" },
      ],
    });
    await cloud.idle();
    const { journal, logs } = await detailOf(inspector, 6);
    expect(journal.map(({ kind }) => kind)).toEqual([
      ...(["claim", "begin", "dead", "redrive", "claim", "begin", "dead"] as const),
    ]);
    expect(logs.filter(({ text }) => text.includes('"message":"effect"'))).toHaveLength(2);
  },
);

it("adds and removes faults", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  await post(inspector, "faults", { match: "CALLBACK *", effect: { type: "drop" } });
  await post(inspector, "faults", { match: "EVENT *", times: 3, chance: 0.5, effect: { type: "delay", ms: 5 } });
  await deliver(cloud, "j1");
  const received = await listenUntil(inspector, ({ rows, state }) => rows.size === 1 && state !== undefined);
  expect(received.rows.get(1)).toMatchObject({ outcome: "lost", answer: "dropped by a fault" });
  expect(received.state!.faults.map(({ id, seen }) => [id, seen])).toEqual([
    [1, 1],
    [2, 0],
  ]);
  await post(inspector, "faults/remove", { id: 1 });
  expect(cloud.faults.all.map(({ fault }) => fault.match)).toEqual(["EVENT *"]);
  await post(inspector, "faults/remove", {});
  expect(cloud.faults.all).toEqual([]);
});

it("draws a workflow run of the cloud, and a run known only from a callback", async () => {
  const cloud = await startCloud();
  const { queueId } = await deployPipeline(cloud);
  const inspector = await inspect(cloud);
  await post(inspector, "send", { target: queueId, sample: "Transcode", format: "json", workflow: true });
  const { run } = await detailOf(inspector, 1);
  expect(run!.nodes[0]).toMatchObject({ id: "Start", layer: 0 });
  expect(run!.nodes[1]).toMatchObject({ layer: 1, status: "good" });
  expect(run!.edges).toHaveLength(run!.nodes.length - 1);

  const task = (Name: string): object => ({ Type: "Transcode", JobId: "j1", State: "Success", Name });
  const Tasks = ["Start", "Start", ...Array.from({ length: 3000 }, (_, index) => `T_${index}`)].map(task);
  const WorkflowExecution = { RunId: "i1", WorkflowId: "w1", WorkflowName: "", State: "Success", Tasks };
  await cloud.deliver(NOBODY, JSON.stringify({ EventName: "WorkflowFinish", WorkflowExecution }), "JSON");
  expect((await detailOf(inspector, 2)).run!.nodes).toHaveLength(201);
});

it("closes while pages are connected and a repeat is pending", async () => {
  const cloud = await startCloud();
  await deliver(cloud, "j1");
  const inspector = await inspect(cloud);
  const waiting = post(inspector, "repeat", { id: cloud.deliveries[0]!.id, delayMs: 60_000 }).catch(() => "cut off");
  const listening = listenUntil(inspector, () => false).catch(() => "cut off");
  await listenUntil(inspector, ({ rows }) => rows.size === 1);
  await inspector.close();
  expect(await Promise.all([waiting, listening])).toEqual(["cut off", "cut off"]);
  await expect(fetch(inspector.url)).rejects.toThrow();
});

it("shows beginning and end of a log that is too long for the page, and counts the other lines", () => {
  const rows = Array.from({ length: 5002 }, (_, n) => ({ at: n, functionName: "f", text: String(n) }));
  const texts = shownLogs(rows).map(({ text }) => text);
  expect(texts.slice(3999, 4002)).toEqual(["3999", "[2 lines are not shown here; the saved session has them]", "4002"]);
  expect([texts.length, texts.at(-1)]).toEqual([5001, "5001"]);
  expect(shownLogs(rows.slice(2))).toEqual(rows.slice(2));
});

it.each<[string, string, readonly string[], number]>([
  ["cannot be loaded", 'console.log("loading"); throw new Error("no setting");', ["loading", "Error: no setting"], 443],
  ["ends its process", 'exports.main_handler = () => { console.log("so far"); process.exit(1); };', ["so far"], 439],
])("shows the output of a function whose code %s", async (_, source, written, status) => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  const zip = Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64");
  await cloud.deliver(await deployCode(cloud, "broken", zip), jobCallback("j1"), "XML");
  const { row, logs } = await detailOf(inspector, 1);
  expect(row.status).toBe(status);
  expect(logs.map(({ text }) => text).slice(0, written.length)).toEqual(written);
});
