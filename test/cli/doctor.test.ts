import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { bindCi } from "../../api/bind";
import { CiClient } from "../../api/client";
import { enableMedia } from "../../api/media-buckets";
import { putObject } from "../../api/objects";
import { listMediaQueues, updateMediaQueue } from "../../api/queues";
import { createWorkflow, setWorkflowState } from "../../api/workflows";
import { agentsOf } from "../../cli/account";
import type { Caller } from "../../cli/account";
import { chainOf } from "../../cli/doctor/chain";
import type { Chain } from "../../cli/doctor/chain";
import type { Link, Result } from "../../cli/doctor/finding";
import type { DoctorContext } from "../../cli/doctor/context";
import { asker } from "../../cli/doctor/http";
import { diagnose, doctorContext, runDoctor } from "../../cli/doctor/run";
import { needsOfStack } from "../../cli/permissions/needs";
import { parseState } from "../../cli/stack/state";
import { BUCKET, deployDurable, PREFIX, PROGRAM } from "../../harness/durable-deployment";
import type { Deployment } from "../../harness/durable-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { VendorClient } from "../../local/vendor/client";
import { actionsOf } from "../support/ci-calls";
import { startForwarder } from "../support/forwarder";
import { inState, stackFolder, written } from "./stack-folder";

const REGION = "ap-guangzhou";
const PLACE = { bucket: BUCKET, region: REGION };
const TOPOLOGY = {
  Dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
  Nodes: {
    Start: { Type: "Start", Input: { ObjectPrefix: "videos/" } },
    Snapshot_1: {
      Type: "Snapshot",
      Operation: { TemplateId: "t1", Output: { Region: REGION, Bucket: BUCKET, Object: "a" } },
    },
  },
};

let cloud: LocalCloud;
let ci: CiClient;
let vendor: VendorClient;
let deployment: Deployment;
let state: object;
let chain: Chain;

beforeAll(async () => {
  cloud = await startLocalCloud({ buckets: [BUCKET], strictWorkflows: false });
  ci = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  vendor = new VendorClient({ endpoint: new URL(cloud.url), region: REGION, ...cloud.credential });
  deployment = await deployDurable({ cloud, program: PROGRAM });
  const url = deployment.callbackUrl.replace(/^http:/, "https:");
  await vendor.create("tencentcloud_scf_function_version", { function_name: "receiver", namespace: "default" }, {});
  const alias = { function_name: "receiver", namespace: "default", name: "live", function_version: "1" };
  const { id: aliasId } = await vendor.create("tencentcloud_scf_function_alias", alias, {});
  await bindCi(ci, PLACE);
  await enableMedia(ci, PLACE);
  const [queue] = await listMediaQueues(ci, PLACE);
  const notify = { state: "On", url, event: "TaskFinish,WorkflowFinish", resultFormat: "JSON", type: "Url" };
  const settings = { name: queue!.name, state: "Active", notifyConfig: { ...queue!.notifyConfig, ...notify } };
  await updateMediaQueue(ci, PLACE, queue!.queueId, settings);
  const workflow = await createWorkflow(ci, PLACE, { name: "w", state: "Active", topology: TOPOLOGY });
  await putObject(ci, PLACE, `${PREFIX}state/sweeper`, "{}");

  const events = ["TaskFinish", "WorkflowFinish"];
  const functionState = (name: string): object =>
    inState("tencentcloud_scf_function", name, {
      ...{ id: `default+${name}`, name, namespace: "default", runtime: "Nodejs20.19" },
      environment: { CI_CALLBACK_INBOX_BUCKET: BUCKET, CI_CALLBACK_INBOX_PREFIX: PREFIX },
    });
  state = {
    resources: [
      inState("tencentci_media_service", "Service", { ...PLACE, family: "media" }),
      inState("tencentci_media_queue", "Queue", {
        ...{ ...PLACE, queue_id: queue!.queueId, family: "media", state: "Active" },
        notify_config: { state: "On", url, event: events, result_format: "JSON" },
      }),
      inState("tencentci_media_workflow", "Flow", { ...PLACE, workflow_id: workflow.workflowId, state: "Active" }),
      functionState("receiver"),
      inState("tencentcloud_scf_function_alias", "Alias", { ...alias, id: aliasId }),
    ],
  };
  chain = chainOf(parseState(JSON.stringify(state)), REGION);
}, 60_000);

afterAll(() => cloud.close());

const callerTo = (endpoint: string, credential = cloud.credential): Caller => ({
  credentials: () => Promise.resolve(credential),
  region: REGION,
  endpoint,
  secretId: credential.secretId,
  agent: agentsOf({}),
});
type Changes = Partial<DoctorContext> & { readonly credential?: LocalCloud["credential"] };
const contextTo = (more: Changes = {}): DoctorContext => {
  const { endpoint = cloud.url, credential, now, ...rest } = more;
  const caller = callerTo(endpoint, credential);
  return { ...doctorContext({ caller, chain: more.chain ?? chain, certificate: cloud.certificate, now }), ...rest };
};
const brokenOf = (results: readonly Result[]): Link[] =>
  results.filter(({ status }) => status === "broken").map(({ link }) => link);

/** Breaks something for one test; gives what the doctor is to look with, if it is not the usual. */
type Break = () => Promise<Changes | void> | Changes | void;

const undo = (back: () => unknown): void =>
  onTestFinished(async () => {
    await back();
  });
const queueId = (): string => chain.queues[0]!.queueId;
const changeNotify = (NotifyConfig: object): void => {
  const before = { ...cloud.queues(BUCKET)[0]!.NotifyConfig };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  undo(() => cloud.changeQueue(BUCKET, { NotifyConfig: before }));
};
const bucketOf = () => cloud.buckets.find(({ name }) => name === BUCKET)!;
const restored = <K, V>(map: Map<K, V>): void => {
  const before = [...map];
  map.clear();
  undo(() => before.forEach(([key, value]) => map.set(key, value)));
};
/** The cloud, which gives another answer to an action of API 3.0. */
async function answering(action: string, change: (members: Record<string, unknown>) => object): Promise<Changes> {
  const changed = await startForwarder(cloud.url, ({ headers }, answer) => {
    if (headers["x-tc-action"] !== action) return undefined;
    const { Response: members } = JSON.parse(answer.body ?? "{}") as { Response: Record<string, unknown> };
    return { body: JSON.stringify({ Response: change(members) }) };
  });
  undo(() => changed.close());
  return { endpoint: changed.url };
}
/** A server that answers every request alike. */
async function gateway(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/abc`;
}
const withUrl = (url: string): { chain: Chain } => ({ chain: { ...chain, urls: [{ url, of: ["x"] }] } });
const withInbox = (bucket: string) => ({ chain: { ...chain, inboxes: [{ bucket, region: REGION, prefix: PREFIX }] } });

const BREAKS: readonly (readonly [link: Link, what: string, finding: RegExp, act: Break])[] = [
  ["clock", "the clock is 20 minutes fast", /^1[12]\d\d s fast$/, () => ({ now: () => Date.now() + 1_200_000 })],
  ["clock", "the clock is a day slow", /s slow$/, () => ({ now: () => Date.now() - 86_400_000 })],
  [
    "credentials",
    "the key is unknown",
    /is refused: AuthFailure/,
    () => ({ credential: { secretId: "AKIDunknown", secretKey: "0123456789abcdef" } }),
  ],
  [
    "credentials",
    "a temporary key has ended",
    /is refused: AuthFailure/,
    () => ({ credential: { ...cloud.credential, token: "ended" } }),
  ],
  ["credentials", "there is no network", /^no answer: /, () => ({ endpoint: "http://127.0.0.1:9" })],
  [
    "bucket",
    "the region is another one",
    /no bucket media-1250000000 in ap-beijing/,
    () => {
      const there = { bucket: BUCKET, region: "ap-beijing" };
      return { chain: { ...chain, buckets: [there], services: [{ ...there, family: "media" }] } };
    },
  ],
  [
    "binding",
    "CI is unbound",
    /^CI is not bound \(off\)$/,
    () => {
      bucketOf().ciStatus = "off";
      undo(() => (bucketOf().ciStatus = "on"));
    },
  ],
  ["service", "the service is off", /^off$/, () => restored(bucketOf().services)],
  [
    "role",
    "CI's role is missing",
    /no role CI_QCSRole/,
    () => answering("GetRole", () => ({ Error: { Code: "InvalidParameter.RoleNotExist", Message: "no" } })),
  ],
  [
    "bucket",
    "COS answers that the bucket is in another region",
    /no bucket media-1250000000 in ap-guangzhou/,
    async () => {
      const elsewhere = await startForwarder(cloud.url, ({ method, host, path }) =>
        method === "HEAD" && host.includes(".cos.") && path === "/" ? { status: 301, body: "" } : undefined,
      );
      undo(() => elsewhere.close());
      return { endpoint: elsewhere.url };
    },
  ],
  [
    "queue",
    "the queue is another one than the deployed",
    /no such queue/,
    () => ({
      chain: { ...chain, queues: chain.queues.map((queue) => ({ ...queue, queueId: `p${"0".repeat(32)}` })) },
    }),
  ],
  [
    "queue",
    "the queue is paused",
    /^Paused, and deployed as Active: jobs wait and call nobody$/,
    () => {
      cloud.changeQueue(BUCKET, { State: "Paused" });
      undo(() => cloud.changeQueue(BUCKET, { State: "Active" }));
    },
  ],
  [
    "callback",
    "CI has another secret",
    /calls https:\/\/localhost:\d+\/… with another secret than the deployed one$/,
    () => changeNotify({ Url: chain.queues[0]!.notify.url.replace(/[^/]+$/, "0".repeat(32)) }),
  ],
  [
    "callback",
    "CI calls another host",
    /^CI calls https:\/\/other\.example\.com/,
    () => changeNotify({ Url: "https://other.example.com/x" }),
  ],
  ["callback", "callbacks are off", /^callbacks are off/, () => changeNotify({ State: "Off" })],
  ["callback", "an event is missing", /not to tell of WorkflowFinish$/, () => changeNotify({ Event: "TaskFinish" })],
  ["callback", "the format is another", /^XML, and deployed as JSON/, () => changeNotify({ ResultFormat: "XML" })],
  [
    "workflow",
    "the workflow is paused",
    /^Paused, and deployed as Active: w$/,
    async () => {
      const { workflowId } = chain.workflows[0]!;
      await setWorkflowState(ci, PLACE, workflowId, "Paused");
      undo(() => setWorkflowState(ci, PLACE, workflowId, "Active"));
    },
  ],
  ["workflow", "the workflow is deleted", /no such workflow/, () => restored(bucketOf().workflows)],
  [
    "address",
    "the name is unknown",
    /does not resolve$/,
    () => ({
      ...withUrl("https://nowhere.invalid/abc"),
      isLocal: false,
      resolves: (hostname) => Promise.resolve(hostname !== "nowhere.invalid"),
    }),
  ],
  ["address", "nobody listens", /^no answer: /, () => withUrl("http://127.0.0.1:9/abc")],
  ["address", "the certificate is not trusted", /^TLS fails: /, () => ({ ask: asker(agentsOf({})) })],
  [
    "address",
    "the gateway hands on a 404 as 200",
    /answers 200 to a stranger, with the function's 404 in the body/,
    async () => withUrl(await gateway(200, JSON.stringify({ statusCode: 404, headers: {}, body: "{}" }))),
  ],
  [
    "address",
    "anything is taken",
    /^answers 200 to a stranger, not 404 or 405$/,
    async () => withUrl(await gateway(200, "ok")),
  ],
  ["address", "the function fails", /^answers 502 to a stranger$/, async () => withUrl(await gateway(502, ""))],
  [
    "address",
    "the function has another secret",
    /^answers 404 to the secret that is deployed/,
    () => withUrl(chain.urls[0]!.url.replace(/[^/]+$/, "1".repeat(32))),
  ],
  [
    "function",
    "the function is gone",
    /no such function/,
    () => ({ chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, name: "gone" })) } }),
  ],
  [
    "function",
    "its last update has failed",
    /^UpdateFailed: no such code$/,
    () => answering("GetFunction", (members) => ({ ...members, Status: "UpdateFailed", StatusDesc: "no such code" })),
  ],
  [
    "function",
    "its alias is deleted",
    /^has no alias live, which CI's calls go to$/,
    () => answering("GetAlias", () => ({ Error: { Code: "ResourceNotFound.Alias", Message: "no" } })),
  ],
  [
    "function",
    "the runtime is another",
    /runs on Nodejs20\.19, and Nodejs18\.15 is deployed/,
    () => ({ chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, runtime: "Nodejs18.15" })) } }),
  ],
  [
    "function",
    "the alias leads to another version",
    /^live leads to version 1, and 2 is deployed$/,
    () => ({
      chain: {
        ...chain,
        functions: chain.functions.map((link) => ({ ...link, alias: { ...link.alias!, version: "2" } })),
      },
    }),
  ],
  [
    "log",
    "the log topic is another",
    /^writes to cls-\S+, and topic-1 is deployed$/,
    () => ({ chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, topicId: "topic-1" })) } }),
  ],
  ["inbox", "the inbox is gone", /bucket is gone/, () => withInbox("gone-1250000000")],
  [
    "inbox",
    "a callback is dead",
    /^0 wait; 1 dead$/,
    async () => {
      await deployment.store.put("dead/1", "x");
      undo(() => deployment.store.delete("dead/1"));
    },
  ],
  [
    "inbox",
    "a callback waits for long",
    /^1 wait, the oldest since 3 h; 0 dead$/,
    () => {
      const objects = bucketOf().objects;
      objects.set(`${PREFIX}inbox/1`, {
        ...objects.get(`${PREFIX}state/sweeper`)!,
        lastModified: new Date(Date.now() - 3 * 3_600_000),
      });
      undo(() => objects.delete(`${PREFIX}inbox/1`));
    },
  ],
  [
    "sweeper",
    "the sweeper has stopped",
    /^last ran 5 h ago$/,
    () => {
      const [key, objects] = [`${PREFIX}state/sweeper`, bucketOf().objects];
      const before = objects.get(key)!;
      objects.set(key, { ...before, lastModified: new Date(Date.now() - 5 * 3_600_000) });
      undo(() => objects.set(key, before));
    },
  ],
];

describe("the doctor", () => {
  it("reports a healthy pipeline as in order and prints no secret", async () => {
    const results = await diagnose(contextTo());
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(new Set(results.map(({ link }) => link)).size).toBe(14);
    expect(JSON.stringify(results)).not.toContain(chain.urls[0]!.url.split("/").pop());
    expect(JSON.stringify(results)).not.toContain(cloud.credential.secretId);
  });

  it.each(BREAKS)("names exactly %s when %s", async (link, _what, finding, act) => {
    const results = await diagnose(contextTo((await act()) ?? {}));
    expect(brokenOf(results)).toEqual([link]);
    expect(results.find(({ status }) => status === "broken")).toMatchObject({
      finding: expect.stringMatching(finding) as unknown,
      next: expect.stringMatching(/\w/) as unknown,
    });
  });

  it("names both of two broken links, and no other", async () => {
    cloud.changeQueue(BUCKET, { State: "Paused" });
    undo(() => cloud.changeQueue(BUCKET, { State: "Active" }));
    changeNotify({ Url: "https://other.example.com/x" });
    await deployment.store.put("dead/1", "x");
    undo(() => deployment.store.delete("dead/1"));
    expect(brokenOf(await diagnose(contextTo()))).toEqual(["queue", "callback", "inbox"]);
  });

  it("says how to give a log topic to a function without one, which is no fault", async () => {
    const changes = await answering("GetFunction", (members) => ({ ...members, ClsTopicId: "" }));
    const results = await diagnose(contextTo({ ...changes, isLocal: false }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.filter(({ status }) => status !== "ok").map(({ link }) => link)).toEqual(["log"]);
    expect(results.find(({ link }) => link === "log")).toMatchObject({
      status: "unknown",
      next: expect.stringContaining("logs: {}") as unknown,
    });
  });

  it("has a test that breaks each link", () => {
    const links = new Set(BREAKS.map(([link]) => link));
    expect(links.size).toBe(14);
  });

  it("does not report a name as broken if no name resolves", async () => {
    const resolves = () => Promise.resolve(false);
    const results = await diagnose(contextTo({ isLocal: false, resolves }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.find(({ link }) => link === "address")).toMatchObject({ status: "unknown" });
  });

  it("does not report a link as broken if the key lacks permission to read it", async () => {
    const forwarder = await startForwarder(cloud.url, ({ path }) =>
      path === "/queue"
        ? {
            status: 403,
            body: "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>r1</RequestId></Error>",
          }
        : undefined,
    );
    undo(() => forwarder.close());
    const results = await diagnose(contextTo({ endpoint: forwarder.url }));
    expect(brokenOf(results)).toEqual([]);
    expect(results.find(({ link }) => link === "queue")).toMatchObject({
      status: "unknown",
      finding: "the key may not look: AccessDenied: no (request r1)",
    });
  });

  it("makes only calls that the policy to look allows, and all of them", async () => {
    const forwarder = await startForwarder(cloud.url);
    undo(() => forwarder.close());
    const results = await diagnose(contextTo({ endpoint: forwarder.url }), { isSending: true });
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    const signed = forwarder.requests.filter(({ headers }) => headers.authorization !== undefined);
    const called = new Set(signed.flatMap(actionsOf));

    const { resources } = state as { resources: { type: string; name: string; instances: { attributes: object }[] }[] };
    const resource: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const { type, name, instances } of resources) {
      (resource[type] ??= {})[name] = instances[0]!.attributes as Record<string, unknown>;
    }
    const { look } = needsOfStack({ provider: { tencentcloud: [{ region: REGION }] }, resource }).tasks;
    expect([...called].sort()).toEqual([...new Set(look.map(({ action }) => action))].sort());
  });

  it("finds the function's log line about a probe, and reports a missing line", async () => {
    const found = await diagnose(contextTo(), { isSending: true });
    expect(found.find(({ subject }) => subject?.startsWith("probe to"))).toMatchObject({
      status: "ok",
      finding: expect.stringMatching(/^its line came after \d+ s$/) as unknown,
    });
    const platform = { ...contextTo().platform, logs: async function* () {} } as DoctorContext["platform"];
    const silent = await diagnose(contextTo({ platform }), { isSending: true, waitMs: 10 });
    expect(silent.find(({ subject }) => subject?.startsWith("probe to"))).toMatchObject({ status: "unknown" });
  });
});

describe("doctor, the command", () => {
  const env = () => ({
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
    TENCENTCLOUD_REGION: REGION,
    TENCENTCI_ENDPOINT: cloud.url,
  });

  it("prints one line per link with the remedy below, and exits with 1 if a link is broken", async () => {
    const { folder } = stackFolder({ state });
    cloud.changeQueue(BUCKET, { State: "Paused" });
    undo(() => cloud.changeQueue(BUCKET, { State: "Active" }));
    const { code, out, err } = await written(runDoctor, [folder], env());
    expect(code).toBe(1);
    expect(out).toMatch(/^✓ credentials: AKID\w\w…\w{4} of account 1250000000, on the local cloud$/m);
    expect(out).toContain(
      `✗ queue ${queueId()}: Paused, and deployed as Active: jobs wait and call nobody\n    → \`cdktf deploy\``,
    );
    expect(err).toContain("media on http://127.0.0.1:");
    expect(err).toMatch(/1\d links: \d+ in order, 1 broken, 0 not known/);
  });

  it("prints one JSON object per link", async () => {
    const { folder } = stackFolder({ state });
    const { out } = await written(runDoctor, [folder, "--json"], env());
    const results = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Result);
    expect(results.map(({ link }) => link)).toContain("sweeper");
    expect(results.every(({ status }) => ["ok", "broken", "unknown"].includes(status))).toBe(true);
  });

  it("reports a missing key and a missing deployment", async () => {
    const none = { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: "/nonexistent" };
    await expect(written(runDoctor, [stackFolder({ state }).folder], none)).rejects.toThrow(
      "must be in the environment",
    );
    await expect(written(runDoctor, [stackFolder().folder], env())).rejects.toThrow("must be deployed (got no state");
  });
});
