/** Tencent Cloud on this machine: starts it, hands out what a stack needs to deploy to it, lets tests look inside. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueueFamily } from "../api/queue-families";
import { Deliveries } from "./ci/delivery";
import type { Delivery, Subject } from "./ci/delivery";
import { Executions } from "./ci/executions";
import { Ffmpeg } from "./ci/ffmpeg";
import { Jobs } from "./ci/jobs";
import type { Queue } from "./ci/model";
import { CallbackPoster } from "./ci/post";
import type { CallbackFormat, Sent } from "./ci/post";
import { Clock } from "./clock";
import { createControl } from "./control/api";
import { Buckets } from "./cos/bucket";
import type { Bucket } from "./cos/bucket";
import { Notifications } from "./cos/notifications";
import { removeObject, uploadObject } from "./cos/upload";
import { Credentials, newCredential } from "./credentials";
import { Endpoint } from "./endpoint";
import { environmentOf } from "./environment";
import { Faults } from "./faults";
import { requestId } from "./ids";
import { callbackRoute } from "./ingress/callback-route";
import { Ingress } from "./ingress/ingress";
import { listenHttp } from "./ingress/listener";
import type { Credential, LocalCloudOptions, Settings } from "./options";
import { Resources } from "./resources/resources";
import type { StoredResource } from "./resources/kind";
import { AsyncCalls } from "./scf/async-calls";
import type { AsyncCall } from "./scf/async-calls";
import { describeFunction, hashOf } from "./scf/describe";
import type { FunctionInfo } from "./scf/describe";
import { Functions } from "./scf/functions";
import { Logs } from "./scf/logs";
import type { LogLine } from "./scf/logs";
import { Timers } from "./scf/timers";
import { triggersOf } from "./scf/triggers";
import { vendorExecutable, writeMirror } from "./vendor/mirror";

export type { FunctionInfo } from "./scf/describe";

/** What may be changed on a queue from outside of Terraform. */
export type QueueChange = Partial<Pick<Queue, "Name" | "State">> & {
  readonly NotifyConfig?: Partial<Queue["NotifyConfig"]>;
};

/** A running local cloud. */
export interface LocalCloud {
  /** Address of the API endpoint, such as `http://127.0.0.1:40001`. */
  readonly url: string;
  readonly region: string;
  readonly appId: string;
  /** The key pair that `environment()` hands out. */
  readonly credential: Credential;
  /** Certificate, in PEM, of the function URLs and API Gateway services; valid for `localhost`. */
  readonly certificate: string;
  /** Version of the ffmpeg that does jobs; absent where their results are made up. */
  readonly ffmpeg?: string;
  /** Callbacks that were posted, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Calls of functions that nobody waited for, of COS and of timers, oldest first. */
  readonly asyncCalls: readonly AsyncCall[];
  /** Lines that functions wrote, oldest first. */
  readonly logs: readonly LogLine[];
  readonly functions: readonly FunctionInfo[];
  /** Resources of the vendor's provider that exist now. */
  readonly resources: readonly StoredResource[];
  readonly faults: Faults;
  /** Buckets with all that COS and CI keep for them; to be looked at, not changed. */
  readonly buckets: readonly Bucket[];
  /**
   * The variables with which an unchanged stack deploys here.
   *
   * @throws Error when the simulated provider has not been built
   */
  environment(): Record<string, string>;
  /** Makes a bucket, in the cloud's region unless told otherwise. */
  createBucket(name: string, region?: string): void;
  /** Uploads an object, which starts the workflows that wait for it. */
  putObject(bucket: string, key: string, body: string | Uint8Array): void;
  /** Deletes an object; one that is not there is no error. */
  deleteObject(bucket: string, key: string): void;
  /** Queues of a service of a bucket, of media processing unless told otherwise, as CI stores them. */
  queues(bucket: string, family?: QueueFamily): readonly Queue[];
  /** Changes a bucket's first queue as someone at the console would. */
  changeQueue(bucket: string, change: QueueChange): void;
  /** Posts any body to a callback address as CI would; never rejects. */
  deliver(url: string, body: string | Uint8Array, format: CallbackFormat, about?: Subject): Promise<Delivery>;
  /** Body and whole address, secret included, of a delivery that this cloud made and still keeps. */
  sentOf(delivery: Delivery): Sent | undefined;
  /** Calls the listener with every delivery whose outcome is known; gives what ends that. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /** Calls the listener with every line that a function writes from now on; gives what ends that. */
  onLog(listener: (line: LogLine) => void): () => void;
  /**
   * Puts other code, a zip, in the place of the code with this SHA-256 wherever it is live, without any resource being
   * changed. No real cloud does that; it is for trying out code quickly. Gives the number of functions that had it.
   */
  replaceCode(codeSha256: string, code: Uint8Array): number;
  /**
   * Calls a function, in the default namespace of the cloud's region, as someone at the console would, and gives what it
   * returns.
   *
   * @throws FunctionError when the function fails
   */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Resolves when no job, workflow run, delivery, event or asynchronous call is under way; timers do not count. */
  idle(): Promise<void>;
  /** Stops everything; leaves no process and no file. */
  close(): Promise<void>;
}

/** Starts a local cloud on 127.0.0.1. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const temporaryDirectory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  try {
    return await start(withDefaults(options), options.vendorProvider ?? vendorExecutable(), temporaryDirectory);
  } catch (error) {
    await rm(temporaryDirectory, { recursive: true, force: true });
    throw error;
  }
}

async function start(
  settings: Settings,
  executable: string | undefined,
  temporaryDirectory: string,
): Promise<LocalCloud> {
  const clock = new Clock(settings.now);
  const credentials = new Credentials(settings.credentials);
  const buckets = new Buckets(settings.appId);
  const logs = new Logs(clock.now);
  const faults = new Faults((secretId) => functions.kill(secretId));
  let url = "";
  const functions = new Functions({
    appId: settings.appId,
    instanceLimit: settings.instanceLimit,
    temporaryDirectory,
    logs,
    endpoint: () => url,
    issueCredential: (role) => credentials.issue(role),
    revokeCredential: (secretId) => credentials.revoke(secretId),
    killWhen: (name) => faults.effectsOf(`INVOKE ${name}`).find((effect) => effect.type === "kill")?.when,
  });
  const ingress = new Ingress(functions);
  const poster = new CallbackPoster({
    timeoutMs: settings.callbackTimeoutMs,
    certificate: ingress.certificate,
    route: callbackRoute(ingress, functions),
  });
  const deliveries = new Deliveries(clock, poster, faults);
  const ffmpeg = settings.ffmpeg ? await Ffmpeg.find(temporaryDirectory) : undefined;
  const jobs = new Jobs(clock, deliveries, settings.jobMs, ffmpeg);
  const executions = new Executions(clock, jobs, deliveries);
  const asyncCalls = new AsyncCalls(functions, clock, settings.asyncRetryMs);
  const resources = new Resources({ settings, clock, buckets, functions, ingress });
  const triggers = triggersOf(() => resources.ofType("tencentcloud_scf_trigger"));
  const notifications = new Notifications(triggers, asyncCalls, clock, faults, settings.eventMs);
  const timers = new Timers(triggers, asyncCalls, clock);
  const services = { settings, clock, buckets, jobs, executions, notifications };
  const control = createControl({ credentials, clock, resources, faults, deliveries, functions, asyncCalls });
  const endpoint = new Endpoint(services, credentials, faults, control, resources);
  for (const name of settings.buckets) buckets.create(name, settings.region);

  const cliConfig = executable && (await writeMirror(temporaryDirectory, executable));
  const listener = await listenHttp((request, response) => void endpoint.handle(request, response), settings.port);
  url = `http://127.0.0.1:${listener.port}`;

  const bucket = (name: string) => {
    const found = buckets.find(name);
    if (!found) throw new Error(`bucket must exist in the local cloud (got ${name}); make it with createBucket`);
    return found;
  };
  return {
    url,
    region: settings.region,
    appId: settings.appId,
    credential: credentials.first,
    certificate: ingress.certificate,
    ffmpeg: ffmpeg?.version,
    deliveries: deliveries.all,
    asyncCalls: asyncCalls.all,
    logs: logs.all,
    faults,
    get buckets() {
      return buckets.all();
    },
    get functions() {
      return functions.all().map(describeFunction);
    },
    get resources() {
      return resources.all();
    },
    environment() {
      if (cliConfig === undefined) {
        throw new Error("the simulated provider must be built before a stack can be deployed; run npm run build");
      }
      return environmentOf(url, credentials.first, settings.region, cliConfig);
    },
    createBucket: (name, region = settings.region) => void buckets.create(name, region),
    putObject: (name, key, body) => void uploadObject(bucket(name), key, { body: Buffer.from(body) }, services),
    deleteObject: (name, key) => removeObject(bucket(name), key, services),
    queues: (name, family = "media") => [...bucket(name).queuesOf(family).values()],
    changeQueue(name, { NotifyConfig, ...change }) {
      const queue = [...bucket(name).queues.values()][0];
      if (!queue) throw new Error(`bucket must have a queue (got ${name}); enable media processing first`);
      Object.assign(queue, change, { NotifyConfig: { ...queue.NotifyConfig, ...NotifyConfig } });
    },
    deliver: (to, body, format, about) => deliveries.deliver(to, body, format, about),
    sentOf: (delivery) => deliveries.sentOf(delivery),
    onDelivery: (listener) => deliveries.listen(listener),
    onLog: (listener) => logs.listen(listener),
    replaceCode: (codeSha256, code) => functions.replaceCode((old) => hashOf(old) === codeSha256, code),
    async invoke(name, event) {
      const target = { region: settings.region, namespace: "default", name };
      return JSON.parse(await functions.invoke(target, "$LATEST", JSON.stringify(event), requestId())) as unknown;
    },
    idle: () => clock.idle(),
    async close() {
      timers.close();
      clock.close();
      deliveries.close();
      await Promise.all([listener.close(), ingress.closeAll(), functions.close(), ffmpeg?.close()]);
      await rm(temporaryDirectory, { recursive: true, force: true });
    },
  };
}

function withDefaults(options: LocalCloudOptions): Settings {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return {
    port: 0,
    credentials: [newCredential()],
    appId: "1250000000",
    region: "ap-guangzhou",
    buckets: [],
    jobMs: 200,
    ffmpeg: false,
    queueVisibleMs: 0,
    callbackTimeoutMs: 30_000,
    strictWorkflows: true,
    normaliseTopology: false,
    instanceLimit: 8,
    eventMs: 10,
    asyncRetryMs: 60_000,
    now: () => new Date(),
    ...given,
  };
}
