/** Questions that API calls alone can answer. They leave no objects. */
import { createJob, listJobs } from "../../api/jobs";
import { getObject, putObject } from "../../api/objects";
import { ciHost } from "../../api/hosts";
import { CiApiError } from "../../api/errors";
import { createWorkflow, deleteWorkflow } from "../../api/workflows";
import { callV3 } from "../../api/v3/call";
import type { Caller } from "../../cli/account";
import type { Finding, LiveContext } from "./context";
import { keysUnder } from "./objects";

type Question = (live: LiveContext, caller: Caller) => Promise<Finding>;

const ROUNDS = 10;
const HOUR_MS = 3_600_000;
const UNKNOWN = "0".repeat(32);

const createOnce: Question = async ({ client, bucket, prefix }) => {
  let both = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const create = (body: string) =>
      putObject(client, bucket, `${prefix}once/${round}`, body, { forbidOverwrite: true });
    const created = await Promise.all([create("one"), create("other")]);
    if (created.every(Boolean)) both++;
  }
  const answer = `Of ${ROUNDS} pairs of creations at the same moment, both succeeded in ${both}.`;
  return { name: "create-once", answer, isAsAssumed: true, seen: { pairs: ROUNDS, both } };
};

const conditionalPut: Question = async ({ client, bucket, prefix }) => {
  const create = () => putObject(client, bucket, `${prefix}conditional`, "x", { forbidOverwrite: true });
  const [first, second] = [await create(), await create()];
  const isRefused = first && !second;
  const answer = isRefused
    ? "x-cos-forbid-overwrite refused the second creation with FileAlreadyExists."
    : "x-cos-forbid-overwrite did not refuse the second creation: versioning is or was on.";
  return { name: "conditional-put", answer, isAsAssumed: isRefused };
};

const readAfterWrite: Question = async (live) => {
  let [unread, unlisted] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const key = `${live.prefix}read/${round}`;
    await putObject(live.client, live.bucket, key, "x");
    if (!(await getObject(live.client, live.bucket, key))) unread++;
    if (!(await keysUnder(live, live.bucket, key)).includes(key)) unlisted++;
  }
  const answer = `Of ${ROUNDS} objects, ${unread} could not be read and ${unlisted} were not in a list right after they were written.`;
  return { name: "read-after-write", answer, isAsAssumed: unread === 0, seen: { objects: ROUNDS, unread, unlisted } };
};

const unknownIds: Question = async (live) => {
  const seen = {
    queue: await codeOf(() => get(live, "/queue", { queueIds: `p${UNKNOWN}` })),
    workflow: await codeOf(() => get(live, "/workflow", { ids: `w${UNKNOWN}` })),
    job: await codeOf(() => get(live, `/jobs/j${UNKNOWN}`)),
  };
  const answer = Object.entries(seen).map(([what, code]) => `${what}: ${code}`);
  const isAsAssumed = Object.values(seen).every((code) => /^(200|ResourceNotFound)/.test(code));
  return { name: "unknown-ids", answer: `${answer.join("; ")}.`, isAsAssumed, seen };
};

const alreadyOn: Question = async ({ client, bucket }) => {
  const call = { method: "POST", host: ciHost(bucket), path: "/mediabucket" } as const;
  const code = await codeOf(() => client.requestXml(call));
  return {
    name: "already-on",
    answer: `Media processing, when it is on already: ${code}. Other services were not tried.`,
    seen: code,
  };
};

const documentList: Question = (live) => listOf(live, "document-list", "DocWatermark");
const posterList: Question = (live) => listOf(live, "poster-list", "PosterProduction");

const workflowNames: Question = async ({ client, bucket, id }) => {
  const settings = {
    name: `live-${id}`,
    state: "Paused",
    topology: {
      Dependencies: { Start: "MediaInfo_1", MediaInfo_1: "End" },
      Nodes: {
        Start: { Type: "Start", Input: { ObjectPrefix: `live/${id}/names/` } },
        MediaInfo_1: { Type: "MediaInfo" },
      },
    },
  } as const;
  const created: string[] = [];
  try {
    created.push((await createWorkflow(client, bucket, settings)).workflowId);
    const code = await codeOf(async () => created.push((await createWorkflow(client, bucket, settings)).workflowId));
    const answer =
      code === "200"
        ? "A second workflow of the same name was created."
        : `A second workflow of the same name: ${code}.`;
    return { name: "workflow-names", answer, isAsAssumed: code === "200", seen: code };
  } finally {
    for (const workflowId of created) await deleteWorkflow(client, bucket, workflowId);
  }
};

const serviceNeeded: Question = async ({ client, bucket, prefix }) => {
  const request = { Tag: "ImageInspect", Input: { Object: `${prefix}missing.jpg` }, Operation: {} };
  const code = await codeOf(() => createJob(client, bucket, request));
  return {
    name: "service-needed",
    answer: `A job of the picture service, which this run did not turn on: ${code}.`,
    seen: code,
  };
};

const asyncLimits: Question = async ({ bucket: { region }, isSimulation }, { credentials, agent }) => {
  if (isSimulation) return { name: "async-limits", notTried: "the local cloud has no GetAccount" };
  const call = { service: "scf", action: "GetAccount", version: "2018-04-16", region, body: {} };
  const { AccountLimit: limits } = await callV3(call, await credentials(), { agent });
  const text = JSON.stringify(limits);
  const [retry, least, most] = ["RetryNumLimit", "MinMsgTTL", "MaxMsgTTL"].map(
    (name) => new RegExp(`"${name}":(\\d+)`).exec(text)?.[1],
  );
  const answer = `Repeats: up to ${retry}; age of an event: ${least} to ${most} s.`;
  return { name: "async-limits", answer, isAsAssumed: retry === "2" && least === "60" && most === "21600" };
};

const QUESTIONS: readonly Question[] = [
  createOnce,
  conditionalPut,
  readAfterWrite,
  unknownIds,
  alreadyOn,
  documentList,
  posterList,
  workflowNames,
  serviceNeeded,
  asyncLimits,
];

/** Asks all questions; reports failures. */
export async function askQuestions(live: LiveContext, caller: Caller): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const question of QUESTIONS) {
    live.signal.throwIfAborted();
    findings.push(
      await question(live, caller).catch((error: Error) => ({
        name: question.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        notTried: `it failed: ${error.message}`,
      })),
    );
  }
  return findings;
}

function get({ client, bucket }: LiveContext, path: string, query: Readonly<Record<string, string>> = {}) {
  return client.requestXml({ method: "GET", host: ciHost(bucket), path, query });
}

async function listOf({ client, bucket }: LiveContext, name: string, tag: string): Promise<Finding> {
  const window = { from: new Date(Date.now() - HOUR_MS), to: new Date() };
  const code = await codeOf(() => listJobs(client, bucket, tag, window).next());
  return { name, answer: `A list of jobs of ${tag}: ${code}.`, isAsAssumed: code === "200", seen: code };
}

/** `200`, or the code of the refusal. */
async function codeOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "200";
  } catch (error) {
    if (error instanceof CiApiError) return `${error.code || "no code"} (${error.status})`;
    throw error;
  }
}
