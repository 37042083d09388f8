/**
 * The program of a live run: the handler, with a record of each call. A record holds the function's input without the
 * body, and stays in the bucket until the run has read it.
 */
import { defineHandler } from "cdktf-tencentcloud-ci/handler";
import { CiClient } from "../../../api/client";
import { putObject } from "../../../api/objects";
import { unwrapText } from "../../../handler/delivery/queue/text";
import type { MessageRecord } from "../context";

/** A job whose object has this name gets 500, to see whether CI calls again. */
const FAILING = "answer-500";

/** Headers whose value says nothing about CI, or names an address. */
const HIDDEN = /^(host|cookie|authorization|x-real-ip|x-forwarded.*|x-scf-.*|x-api-.*)$/i;

/** Ids of jobs and runs, in JSON and in XML. */
const SUBJECT = /(?:JobId|RunId)"?\s*[:>]\s*"?([\w-]+)/g;

const handler = defineHandler({
  onOtherJob: (job, ctx) => ctx.log.info("job", { jobId: job.jobId, tag: job.tag }),
  onFailedJob: (job, ctx) => ctx.log.info("failed job", { jobId: job.jobId, tag: job.tag }),
  onWorkflow: ({ execution }, ctx) => ctx.log.info("run", { runId: execution.runId }),
}) as unknown as Call;

type Call = (event: unknown, context: unknown) => Promise<{ readonly statusCode?: number } | undefined>;

interface HttpEvent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly requestContext?: { readonly sourceIp?: string };
  readonly Records?: readonly {
    readonly cos?: { readonly cosObject?: { readonly key?: string } };
    readonly Ckafka?: KafkaRecord;
  }[];
}

type KafkaRecord = Readonly<Record<string, unknown>>;

export default async function record(event: unknown, context: unknown): Promise<unknown> {
  const { headers = {}, requestContext, Records = [], body: text } = (event ?? {}) as HttpEvent;
  const messages = Records.map(({ Ckafka }) => Ckafka).filter((record) => record !== undefined);
  const body = text ?? messages.map(({ msgBody }) => unwrapText(msgBody) ?? "").join("\n");
  const isFailing = body.includes(FAILING);
  const answer = isFailing
    ? { statusCode: 500, headers: {}, body: "a live run provokes a failure" }
    : await handler(event, context);
  await store({
    at: new Date().toISOString(),
    isFailing,
    status: answer?.statusCode,
    event: shapeOf(event),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, HIDDEN.test(name) ? "…" : value]),
    ),
    source: requestContext?.sourceIp ?? headers["x-scf-remote-addr"] ?? "",
    body: bodyShape(body),
    subjects: [...new Set([...body.matchAll(SUBJECT)].map(([, id]) => id))],
    keys: Records.map(({ cos }) => cos?.cosObject?.key ?? ""),
    ...(messages.length > 0 && { messages: messages.map(messageOf) }),
  });
  return answer;
}

function messageOf(record: KafkaRecord): MessageRecord {
  const { msgKey, partition, Partition } = record;
  return {
    form: formOf(record["msgBody"]),
    hasKey: typeof msgKey === "string" && msgKey !== "" && msgKey !== "None",
    partition: String(partition ?? Partition),
    shape: shapeOf(record),
  };
}

function formOf(value: unknown): MessageRecord["form"] {
  if (typeof value !== "string") return value ? "object" : "other";
  if (unwrapText(value) === value) return /^\s*[{<]/.test(value) ? "body" : "other";
  return /^\s*\{/.test(value) ? "wrapped" : "Base64";
}

/** A failed write loses a finding, not a callback. */
async function store(content: object): Promise<void> {
  const { LIVE_RECORDS: prefix = "", LIVE_BUCKET: bucket = "", LIVE_REGION: region = "" } = process.env;
  const credentials = {
    secretId: process.env["TENCENTCLOUD_SECRETID"] ?? "",
    secretKey: process.env["TENCENTCLOUD_SECRETKEY"] ?? "",
    token: process.env["TENCENTCLOUD_SESSIONTOKEN"] || undefined,
  };
  const client = new CiClient({ credentials, endpoint: process.env["TENCENTCI_ENDPOINT"] || undefined });
  const key = `${prefix}${Date.now()}-${Math.random().toString(36).slice(2)}.json`;
  await putObject(client, { bucket, region }, key, JSON.stringify(content)).catch((error: Error) =>
    console.log(`live: no record: ${error.message}`),
  );
}

/** Names and types of members, without values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

function bodyShape(body: string): unknown {
  try {
    return shapeOf(JSON.parse(body));
  } catch {
    return [...new Set([...body.matchAll(/<([A-Za-z]\w*)[\s/>]/g)].map(([, name]) => name))];
  }
}
