import { setWorkflowState } from "../../../api/workflows";
import { BUCKET } from "../../../harness/durable-deployment";
import { startForwarder } from "../../support/forwarder";
import { answering, bucketOf, changeNotify, empty, pauseQueue, undo } from "./changes";
import type { Break } from "./changes";
import { BUCKET_REF } from "./deployed-pipeline";

/** Faults of the account, the bucket and CI. */
export const CI_BREAKS: readonly Break[] = [
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
    ({ cloud }) => ({ credential: { ...cloud.credential, token: "ended" } }),
  ],
  ["credentials", "there is no network", /^no answer: /, () => ({ endpoint: "http://127.0.0.1:9" })],
  [
    "bucket",
    "the region is another one",
    /no bucket media-1250000000 in ap-beijing/,
    ({ chain }) => {
      const bucketRef = { bucket: BUCKET, region: "ap-beijing" };
      return { chain: { ...chain, buckets: [bucketRef], services: [{ ...bucketRef, family: "media" }] } };
    },
  ],
  [
    "binding",
    "CI is unbound",
    /^CI is not bound \(off\)$/,
    (pipeline) => {
      bucketOf(pipeline).ciStatus = "off";
      undo(() => (bucketOf(pipeline).ciStatus = "on"));
    },
  ],
  ["service", "the service is off", /^off$/, (pipeline) => empty(bucketOf(pipeline).services)],
  [
    "role",
    "CI's role is missing",
    /no role CI_QCSRole/,
    (pipeline) =>
      answering(pipeline, "GetRole", () => ({ Error: { Code: "InvalidParameter.RoleNotExist", Message: "no" } })),
  ],
  [
    "bucket",
    "COS answers that the bucket is in another region",
    /no bucket media-1250000000 in ap-guangzhou/,
    async ({ cloud }) => {
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
    /queue does not exist/,
    ({ chain }) => ({
      chain: { ...chain, queues: chain.queues.map((queue) => ({ ...queue, queueId: `p${"0".repeat(32)}` })) },
    }),
  ],
  ["queue", "the queue is paused", /^Paused, but deployed as Active: jobs wait and report nothing$/, pauseQueue],
  [
    "callback",
    "CI has another secret",
    /calls https:\/\/localhost:\d+\/… with another secret than the deployed one$/,
    (pipeline) =>
      changeNotify(pipeline, { Url: pipeline.chain.queues[0]!.notify.url.replace(/[^/]+$/, "0".repeat(32)) }),
  ],
  [
    "callback",
    "CI calls another host",
    /^CI calls https:\/\/other\.example\.com/,
    (pipeline) => changeNotify(pipeline, { Url: "https://other.example.com/x" }),
  ],
  ["callback", "callbacks are off", /^callbacks are off/, (pipeline) => changeNotify(pipeline, { State: "Off" })],
  [
    "callback",
    "an event is missing",
    /does not report WorkflowFinish$/,
    (pipeline) => changeNotify(pipeline, { Event: "TaskFinish" }),
  ],
  [
    "callback",
    "the format is another",
    /^CI sends XML, but JSON is deployed/,
    (pipeline) => changeNotify(pipeline, { ResultFormat: "XML" }),
  ],
  [
    "workflow",
    "the workflow is paused",
    /^Paused, but deployed as Active: w$/,
    async ({ chain, ci }) => {
      const { workflowId } = chain.workflows[0]!;
      await setWorkflowState(ci, BUCKET_REF, workflowId, "Paused");
      undo(() => setWorkflowState(ci, BUCKET_REF, workflowId, "Active"));
    },
  ],
  ["workflow", "the workflow is deleted", /workflow does not exist/, (pipeline) => empty(bucketOf(pipeline).workflows)],
];
