import { agentsOf } from "../../../cli/account";
import { requestSender } from "../../../cli/doctor/http";
import { PREFIX } from "../../../harness/durable-deployment";
import { addDeadCallback, answering, bucketOf, gateway, undo, withUrl } from "./changes";
import type { Break } from "./changes";
import { REGION } from "./deployed-pipeline";

/** Faults between the callback address and the inbox. */
export const FUNCTION_BREAKS: readonly Break[] = [
  [
    "address",
    "the name is unknown",
    /does not resolve$/,
    (pipeline) => ({
      ...withUrl(pipeline, "https://nowhere.invalid/abc"),
      isLocal: false,
      resolves: (hostname) => Promise.resolve(hostname !== "nowhere.invalid"),
    }),
  ],
  ["address", "nobody listens", /^no answer: /, (pipeline) => withUrl(pipeline, "http://127.0.0.1:9/abc")],
  ["address", "the certificate is not trusted", /^TLS fails: /, () => ({ sendRequest: requestSender(agentsOf({})) })],
  [
    "address",
    "the gateway hands on a 404 as 200",
    /answers 200 to a wrong secret, with the function's 404 in the body/,
    async (pipeline) =>
      withUrl(pipeline, await gateway(200, JSON.stringify({ statusCode: 404, headers: {}, body: "{}" }))),
  ],
  [
    "address",
    "anything is taken",
    /^answers 200 to a wrong secret, not 404 or 405$/,
    async (pipeline) => withUrl(pipeline, await gateway(200, "ok")),
  ],
  [
    "address",
    "the function fails",
    /^answers 502 to a wrong secret$/,
    async (pipeline) => withUrl(pipeline, await gateway(502, "")),
  ],
  [
    "address",
    "the function has another secret",
    /^answers 404 to the deployed secret/,
    (pipeline) => withUrl(pipeline, pipeline.chain.urls[0]!.url.replace(/[^/]+$/, "1".repeat(32))),
  ],
  [
    "function",
    "the function is gone",
    /function does not exist/,
    ({ chain }) => ({ chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, name: "gone" })) } }),
  ],
  [
    "function",
    "its last update has failed",
    /^UpdateFailed: no such code$/,
    (pipeline) =>
      answering(pipeline, "GetFunction", (members) => ({
        ...members,
        Status: "UpdateFailed",
        StatusDesc: "no such code",
      })),
  ],
  [
    "function",
    "its alias is deleted",
    /^has no alias live, which CI calls$/,
    (pipeline) => answering(pipeline, "GetAlias", () => ({ Error: { Code: "ResourceNotFound.Alias", Message: "no" } })),
  ],
  [
    "function",
    "the runtime is another",
    /runs on Nodejs20\.19, but Nodejs18\.15 is deployed/,
    ({ chain }) => ({
      chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, runtime: "Nodejs18.15" })) },
    }),
  ],
  [
    "function",
    "the alias leads to another version",
    /^live points to version 1, but 2 is deployed$/,
    ({ chain }) => ({
      chain: {
        ...chain,
        functions: chain.functions.map((link) => ({ ...link, alias: { ...link.alias!, version: "2" } })),
      },
    }),
  ],
  [
    "log",
    "the log topic is another",
    /^writes to cls-\S+, but topic-1 is deployed$/,
    ({ chain }) => ({
      chain: { ...chain, functions: chain.functions.map((link) => ({ ...link, topicId: "topic-1" })) },
    }),
  ],
  [
    "inbox",
    "the inbox is gone",
    /bucket is gone/,
    ({ chain }) => ({ chain: { ...chain, inboxes: [{ bucket: "gone-1250000000", region: REGION, prefix: PREFIX }] } }),
  ],
  ["inbox", "a callback is dead", /^0 wait; 1 dead$/, addDeadCallback],
  [
    "inbox",
    "a callback waits for long",
    /^1 wait, the oldest since 3 h; 0 dead$/,
    (pipeline) => {
      const objects = bucketOf(pipeline).objects;
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
    (pipeline) => {
      const [key, objects] = [`${PREFIX}state/sweeper`, bucketOf(pipeline).objects];
      const before = objects.get(key)!;
      objects.set(key, { ...before, lastModified: new Date(Date.now() - 5 * 3_600_000) });
      undo(() => objects.set(key, before));
    },
  ],
];
