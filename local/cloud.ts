/** Tencent Cloud on this machine: starts the simulated services and connects them. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createApi3 } from "./api3/api3";
import { Deliveries } from "./ci/delivery";
import { Executions } from "./ci/executions";
import { Ffmpeg } from "./ci/ffmpeg";
import { Jobs } from "./ci/jobs";
import { CallbackPoster } from "./ci/post";
import { Clock } from "./clock";
import { createControl } from "./control/api";
import { copyParts, redirectToCopy } from "./copy";
import type { CloudParts, Original } from "./copy";
import { Buckets } from "./cos/bucket";
import { Notifications } from "./cos/notifications";
import { removeObject, uploadObject } from "./cos/upload";
import { Credentials } from "./credentials";
import { Endpoint } from "./endpoint";
import { environmentOf } from "./environment";
import { Faults } from "./faults";
import { requestId } from "./ids";
import { callbackRoute } from "./ingress/callback-route";
import { Ingress } from "./ingress/ingress";
import { listenHttp } from "./ingress/listener";
import { Broker } from "./kafka/broker";
import { Consumers } from "./kafka/consumers";
import { withTopics } from "./kafka/poster";
import type { LocalCloud } from "./local-cloud";
import type { LocalCloudOptions } from "./options";
import { RememberedResources } from "./remembered/store";
import { Resources } from "./resources/resources";
import { AsyncCalls } from "./scf/async-calls";
import { Builds } from "./scf/builds";
import { Debuggers } from "./scf/debuggers";
import { describeFunction, hashOf } from "./scf/describe";
import { Functions } from "./scf/functions";
import { sourceFilesOf } from "./scf/source-files";
import { Guardian } from "./scf/guardian";
import { Logs } from "./scf/logs";
import { Timers } from "./scf/timers";
import { triggersOf } from "./scf/triggers";
import { withDefaults } from "./settings";
import type { Settings } from "./settings";
import { catchErrors } from "./listener-errors";
import { makeTemporaryFolder } from "./temporary-folder";
import { vendorExecutable, writeMirror } from "./vendor/mirror";

export type { LocalCloud } from "./local-cloud";

/** Starts a local cloud on 127.0.0.1. */
export async function startLocalCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  return startWith(withDefaults(options), options.vendorProvider ?? vendorExecutable());
}

/** Milliseconds after which a copy repeats a failed asynchronous call; short, because a user waits for the result. */
const COPY_RETRY_MS = 50;

/** Starts a cloud, or a copy of one. */
async function startWith(settings: Settings, executable?: string, original?: Original): Promise<LocalCloud> {
  const temporaryDirectory = await makeTemporaryFolder("local-cloud");
  try {
    return await start(settings, temporaryDirectory, executable, original);
  } catch (error) {
    await rm(temporaryDirectory, { recursive: true, force: true });
    throw error;
  }
}

async function start(
  settings: Settings,
  temporaryDirectory: string,
  executable?: string,
  original?: Original,
): Promise<LocalCloud> {
  const clock = new Clock(settings.now);
  const credentials = new Credentials(settings.credentials);
  const buckets = new Buckets(settings.appId);
  const logs = new Logs(clock.now);
  const faults = new Faults((secretId) => functions.kill(secretId));
  let url = "";
  const guardian = new Guardian(temporaryDirectory);
  const builds = new Builds(settings.buildFolder ?? join(temporaryDirectory, "builds"), clock.now, settings.onWarning);
  /** Source files whose change led to the code that `replaceCode` makes live. */
  let savedFiles: readonly string[] | undefined;
  const debuggers = settings.inspect && new Debuggers(settings.inspect);
  const functions = new Functions({
    guardian,
    debuggers,
    appId: settings.appId,
    instanceLimit: debuggers ? 1 : settings.instanceLimit,
    temporaryDirectory,
    logs,
    endpoint: () => url,
    issueCredential: (role) => credentials.issue(role),
    revokeCredential: (secretId) => credentials.revoke(secretId),
    ...(!original && {
      onCode: (name, code) => builds.record(name, code, savedFiles),
      onDelete: (name) => builds.remove(name),
    }),
    killWhen: (name) => faults.effectsOf(`INVOKE ${name}`).find((effect) => effect.type === "kill")?.when,
  });
  const ingress = new Ingress(functions);
  const poster = new CallbackPoster({
    timeoutMs: debuggers ? Infinity : settings.callbackTimeoutMs,
    certificate: ingress.certificate,
    route: callbackRoute(ingress, functions, original && redirectToCopy(ingress, original)),
  });
  const kafka = new Broker();
  const deliveries = new Deliveries(clock, withTopics(poster, kafka), faults);
  const ffmpeg = settings.ffmpeg ? await Ffmpeg.find(temporaryDirectory) : undefined;
  const jobs = new Jobs(clock, deliveries, settings.jobMs, ffmpeg);
  const executions = new Executions(clock, jobs, deliveries);
  const asyncCalls = new AsyncCalls(functions, clock, settings.asyncRetryMs);
  const resources = new Resources({ settings, clock, buckets, functions, ingress, kafka });
  const triggers = triggersOf(() => resources.ofType("tencentcloud_scf_trigger"));
  const notifications = new Notifications(triggers, asyncCalls, clock, faults, settings.eventMs);
  const timers = original ? undefined : new Timers(triggers, asyncCalls, clock);
  const consumers = new Consumers(kafka, triggers, functions, clock, faults);
  const services = { settings, clock, buckets, jobs, executions, notifications };
  const remembered = new RememberedResources();
  const control = createControl({
    appId: settings.appId,
    credentials,
    clock,
    resources,
    remembered,
    faults,
    deliveries,
    functions,
    asyncCalls,
  });
  const api3 = createApi3({ settings, clock, buckets, functions, ingress, kafka, resources, logs }, credentials);
  const endpoint = new Endpoint(services, credentials, faults, control, api3, resources);
  const parts: CloudParts = { credentials, buckets, functions, ingress, kafka, consumers, resources };
  if (original) await copyParts(original, parts);
  else for (const name of settings.buckets) buckets.create(name, settings.region);

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
    batches: consumers.all,
    get topics() {
      return kafka.topics;
    },
    get lags() {
      return consumers.lags();
    },
    logs: logs.all,
    faults,
    get buckets() {
      return buckets.all();
    },
    get functions() {
      return functions.all().map(describeFunction);
    },
    isSourceFile: (file) => functions.codes().some((code) => sourceFilesOf(code).has(file)),
    get resources() {
      return [...resources.all(), ...remembered.all()];
    },
    get asyncRetryMs() {
      return asyncCalls.retryMs;
    },
    set asyncRetryMs(ms) {
      asyncCalls.retryMs = ms;
    },
    async startDebuggers() {
      if (!debuggers) return {};
      const addresses = functions
        .all()
        .map(async (target) => [target.name, await debuggers.addressOf(target)] as const);
      functions.startForDebugger();
      return Object.fromEntries(await Promise.all(addresses));
    },
    environment() {
      if (cliConfig === undefined) {
        throw new Error("the simulated provider must be built before a stack can be deployed; run npm run build");
      }
      return environmentOf(url, credentials.first, settings.region, cliConfig);
    },
    createBucket: (name, region = settings.region) => void buckets.create(name, region),
    putObject(name, key, body, contentType) {
      uploadObject(bucket(name), key, { body: Buffer.from(body), contentType }, services);
    },
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
    onLog: (listener) => logs.listen(catchErrors(listener, settings.onWarning)),
    replaceCode(codeSha256, code, files) {
      savedFiles = files;
      try {
        return functions.replaceCode((old) => hashOf(old) === codeSha256, code);
      } finally {
        savedFiles = undefined;
      }
    },
    get builds() {
      return builds.all;
    },
    codeOf: (sha256) => builds.codeOf(sha256),
    copy: (codes = new Map()) => {
      const overrides = { port: 0, asyncRetryMs: COPY_RETRY_MS, ffmpeg: false, inspect: undefined };
      return startWith({ ...settings, ...overrides }, undefined, { parts, codes });
    },
    async invoke(name, event) {
      const target = { region: settings.region, namespace: "default", name };
      return JSON.parse(await functions.invoke(target, "$LATEST", JSON.stringify(event), requestId())) as unknown;
    },
    idle: () => clock.idle(),
    async close() {
      timers?.close();
      consumers.close();
      clock.close();
      deliveries.close();
      await Promise.all([listener.close(), ingress.closeAll(), functions.close(), ffmpeg?.close()]);
      await guardian.close();
      await rm(temporaryDirectory, { recursive: true, force: true });
    },
  };
}
