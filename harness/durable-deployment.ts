/** Deploys durable delivery on the local cloud without Terraform: three functions, their triggers, one bucket. */
import { join } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { CiClient } from "../api/client";
import { buildXml } from "../api/xml";
import { createCosStore } from "../handler/delivery/durable/cos-store";
import { createJournal } from "../handler/delivery/durable/journal";
import type { Journal } from "../handler/delivery/durable/journal";
import { SYSTEM_CLOCK } from "../handler/delivery/durable/store";
import type { Store } from "../handler/delivery/durable/store";
import type { LocalCloud } from "../local/cloud";
import { VendorClient } from "../local/vendor/client";

export const BUCKET = "media-1250000000";
export const PREFIX = "ci-callbacks/";
const ROOT = join(__dirname, "..");
const SECRET = "0123456789abcdef0123456789abcdef";

/** Variables of all functions with an inbox. */
export const INBOX_ENVIRONMENT = {
  CI_CALLBACK_BUCKET: BUCKET,
  CI_CALLBACK_INBOX_BUCKET: BUCKET,
  CI_CALLBACK_INBOX_PREFIX: PREFIX,
  CI_CALLBACK_SETTLE_MS: "0",
};

export interface DeploymentOptions {
  readonly cloud: LocalCloud;
  /** Source text of the user's program. */
  readonly program: string;
  /** Variables besides those that every role needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Cron expression of the sweeper. @default - no timer */
  readonly sweeps?: string;
  /** Timeout of the worker in seconds. @default 10 */
  readonly workerTimeoutS?: number;
}

export interface Deployment {
  /** URL that CI calls, secret included; HTTP, so that the cost of TLS does not count. */
  readonly callbackUrl: string;
  readonly store: Store;
  readonly journal: Journal;
}

/**
 * User code that logs its runs. A job whose id contains `fails` fails at its first attempt, `refused` at every attempt.
 */
export const PROGRAM = `import { defineHandler, PermanentError } from "cdktf-tencentcloud-ci/handler";
const work = ({ jobId }, ctx) => {
  ctx.log.info("effect", { jobId, attempt: ctx.attempt, key: ctx.idempotencyKey, source: ctx.source });
  if (jobId.includes("refused")) throw new PermanentError("refused");
  if (jobId.includes("fails") && ctx.attempt === 1) throw new Error("not yet");
};
export default defineHandler({ onJob: { SplitVideoParts: work, Snapshot: work }, onWorkflow: () => {} });`;

export async function deployDurable(options: DeploymentOptions): Promise<Deployment> {
  const { cloud, program, environment = {}, sweeps, workerTimeoutS = 10 } = options;
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const code = await bundleProgram(program);
  const common = { ...INBOX_ENVIRONMENT, ...environment };
  const deploy = (role: string, timeout: number, more: object = {}): Promise<unknown> =>
    vendor.create(
      "tencentcloud_scf_function",
      {
        ...{ name: role, namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19", role: "any" },
        ...{ mem_size: 256, timeout, zip_file: "code.zip" },
        environment: { ...common, CI_CALLBACK_DELIVERY: role, ...more },
      },
      { zip_file: code },
    );
  await deploy("receiver", 10, { CI_CALLBACK_SECRETS: SECRET });
  await deploy("worker", workerTimeoutS);
  await deploy("sweeper", 60);
  await createInboxTriggers(vendor, cloud, sweeps);
  return { callbackUrl: await openCallbackUrl(vendor, "receiver"), ...openInbox(cloud) };
}

/** Has the inbox call the function `worker`, and a timer the function `sweeper`. */
export async function createInboxTriggers(vendor: VendorClient, cloud: LocalCloud, sweeps?: string): Promise<void> {
  await createTrigger(vendor, "worker", {
    type: "cos",
    trigger_name: `${BUCKET}.cos.${cloud.region}.myqcloud.com`,
    trigger_desc: JSON.stringify({ event: "cos:ObjectCreated:*", filter: { Prefix: `${PREFIX}inbox/` } }),
  });
  if (sweeps) await createTrigger(vendor, "sweeper", { type: "timer", trigger_name: "sweep", trigger_desc: sweeps });
}

/** The inbox, as an operator reads it. */
export function openInbox(cloud: LocalCloud): Pick<Deployment, "store" | "journal"> {
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const store = createCosStore(client, { inbox: { bucket: BUCKET, region: cloud.region }, prefix: PREFIX });
  return { store, journal: createJournal({ store, clock: SYSTEM_CLOCK, settleMs: 0 }) };
}

/** One function that runs the program in each call, and its callback URL, over HTTP. */
export async function deployInline(
  cloud: LocalCloud,
  program: string,
  sources: readonly string[] = [],
): Promise<string> {
  return deployCode(cloud, "inline", await bundleProgram(program, sources));
}

/** A function with this code, as base64 of a zip, and its callback URL. */
export async function deployCode(cloud: LocalCloud, name: string, code: string): Promise<string> {
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const attributes = {
    ...{ name, namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19" },
    ...{ mem_size: 256, timeout: 10, role: "any", zip_file: "code.zip" },
    environment: { CI_CALLBACK_SECRETS: SECRET, CI_CALLBACK_BUCKET: BUCKET },
  };
  await vendor.create("tencentcloud_scf_function", attributes, { zip_file: code });
  return openCallbackUrl(vendor, name);
}

export function createTrigger(
  vendor: VendorClient,
  functionName: string,
  attributes: object,
): ReturnType<VendorClient["create"]> {
  const fixed = { function_name: functionName, namespace: "default", qualifier: "$LATEST", enable: "OPEN" };
  return vendor.create("tencentcloud_scf_trigger", { ...fixed, ...attributes }, {});
}

/** Adds a function URL and returns it with its secret; HTTP, so that the cost of TLS does not count. */
async function openCallbackUrl(vendor: VendorClient, functionName: string): Promise<string> {
  const NetConfig = { EnableExtranet: true, EnableIntranet: false };
  const trigger = await createTrigger(vendor, functionName, {
    type: "http",
    trigger_desc: JSON.stringify({ AuthType: "NONE", NetConfig }),
  });
  const description = JSON.parse(trigger.attributes["trigger_attribute"] as string) as {
    readonly NetConfig: { readonly ExtranetUrl: string };
  };
  return `${description.NetConfig.ExtranetUrl.replace("https:", "http:")}/${SECRET}`;
}

/**
 * Bundles by program and sources: tests deploy few programs many times. Modules are loaded again for each test file; the
 * bundles stay.
 */
const holder = globalThis as { testBundles?: Map<string, Promise<string>> };
const bundles = (holder.testBundles ??= new Map<string, Promise<string>>());

/**
 * The program with the published handler, as base64 of a zip.
 *
 * @param sources files that a source map names as the program's own
 */
export function bundleProgram(program: string, sources: readonly string[] = []): Promise<string> {
  const key = JSON.stringify([program, sources]);
  const known = bundles.get(key) ?? bundle(program, sources);
  bundles.set(key, known);
  return known;
}

async function bundle(program: string, sources: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ROOT, sourcefile: "program.ts", loader: "js" },
    alias: { "cdktf-tencentcloud-ci/handler": join(ROOT, "handler/durable.ts") },
    footer: { js: "module.exports.main_handler = module.exports.default;" },
    bundle: true,
    write: false,
    minify: true,
    keepNames: true,
    platform: "node",
    target: "node18",
    format: "cjs",
  });
  const map = JSON.stringify({ version: 3, sourceRoot: "/", sources, names: [], mappings: "" });
  const files = {
    "index.js": outputFiles[0]!.contents,
    ...(sources.length > 0 && { "index.js.map": Buffer.from(map) }),
  };
  return Buffer.from(zipSync(files, { level: 0 })).toString("base64");
}

const SHOTS = Array.from({ length: 10 }, (_, index) => ({
  Index: String(index),
  PartBegin: (index * 3.5).toFixed(6),
  PartEnd: ((index + 1) * 3.5).toFixed(6),
}));

/** A callback of CI about one job with ten shots. JSON is the format that the constructs configure. */
export function jobCallback(jobId: string, format: "JSON" | "XML" = "JSON"): string {
  const content = {
    EventName: "TaskFinish",
    JobsDetail: {
      Code: "Success",
      CreationTime: "2026-01-01T00:00:00+0800",
      EndTime: "2026-01-01T00:00:10+0800",
      Input: { BucketId: BUCKET, Object: "videos/a.mp4", Region: "ap-guangzhou" },
      JobId: jobId,
      Message: "",
      Operation: { JobLevel: "0", SplitVideoInfoResult: { TimeInfo: SHOTS }, UserData: "" },
      QueueId: "p0123456789abcdef0123456789abcdef",
      StartTime: "2026-01-01T00:00:01+0800",
      State: "Success",
      Tag: "SplitVideoParts",
    },
  };
  if (format === "XML") return `<?xml version="1.0" encoding="UTF-8"?>\n${buildXml("Response", content)}`;
  return JSON.stringify({ ...content, JobsDetail: [content.JobsDetail] });
}
