import { join } from "node:path";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { Inboxes } from "../../local/inspector/inboxes";
import { startInspector } from "../../local/inspector/inspector";
import { Problems } from "../../local/inspector/problems";
import { UsageError } from "../errors";
import { requireSession } from "../send/target";
import { createOutput } from "../output";
import type { Sink } from "../output";
import type { CallbackAddress } from "./addresses";
import type { AppStack } from "./app-stacks";
import { Deployment } from "./deployment";
import { readLocalOptions } from "./options";
import type { LocalOptions } from "./options";
import { requireFreePort } from "./port";
import { Reporter } from "./report";
import { BUILDS, SessionFolder } from "./session";
import { Stopped, stopOnSignals } from "./stop";
import { checkTools } from "./tools";
import { readTerminal } from "./terminal";
import type { TerminalCommands } from "./terminal";
import { Tunnel } from "./tunnel";
import { readTunnelJob, submitTunnelJob } from "./tunnel-job";

/** Clean-up steps, run at the end in reverse order. */
type Closers = (() => unknown)[];

/**
 * Runs a pipeline on this machine until it is stopped. Returns the exit code.
 *
 * @throws UsageError; Error if something is missing or a step failed before the pipeline was running
 */
export async function runLocal(args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const options = readLocalOptions(args);
  if (options.isEnv) return printEnvironment(options, out, err);
  const stopper = stopOnSignals();
  const { signal } = stopper;
  out.on?.("error", () => stopper.stop()); // the output is closed
  const reporter = new Reporter(createOutput(options.isJson, out, err));
  const closers: Closers = [];
  let isUp = false;
  try {
    await checkTools({ cwd: process.cwd(), env, signal });
    await start(options, env, reporter, signal, closers);
    isUp = true;
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return 0;
  } catch (error) {
    if (isUp || !(error instanceof Stopped)) throw error;
    return error.exitCode;
  } finally {
    for (const close of closers.reverse()) await close();
    stopper.release();
    if (signal.aborted) reporter.step("Stopped; nothing is left behind");
  }
}

/** @throws Error if no pipeline runs in this project */
function printEnvironment({ isJson }: LocalOptions, out: Sink, err: Sink): number {
  const { environment = {} } = requireSession();
  new Reporter(createOutput(isJson, out, err)).environment(environment);
  return 0;
}

async function start(
  options: LocalOptions,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
  signal: AbortSignal,
  closers: Closers,
): Promise<void> {
  const problems = new Problems();
  const deployment = new Deployment({ options, env, signal, reporter, problems });
  await requireFreePort("--port", options.port);
  if (options.tunnel !== undefined) await requireFreePort("--tunnel-port", options.tunnelPort);
  if (options.inspect) await requireFreePort("--inspect", options.inspect.port, options.inspect.host);
  const folder = SessionFolder.open(deployment.project);
  closers.push(folder.remove);
  const stacks = await deployment.synthesize(folder.path);
  const { appId, region } = deployment.needs(stacks);
  const { inspect } = options;
  const buildFolder = join(folder.path, BUILDS);
  const onWarning = (message: string): void => reporter.warning(message);
  const cloud = await startLocalCloud({ appId, region, ffmpeg: true, buildFolder, inspect, onWarning });
  closers.push(() => cloud.close());
  const inspector = await startInspector(cloud, { port: options.port, problems, stacks: () => deployment.views });
  closers.push(() => inspector.close());
  cloud.onDelivery((delivery) => reporter.delivery(delivery));
  cloud.onLog((line) => reporter.log(line, cloud.isSourceFile));
  closers.push(() => deployment.close());
  const tunnel =
    options.tunnel === undefined ? undefined : await Tunnel.open(options.tunnel, options.tunnelPort, cloud);
  closers.push(() => tunnel?.close());

  const apply = async (synthesized: readonly AppStack[], isForced: boolean): Promise<void> => {
    const addresses = await deployment.apply(cloud, synthesized, folder.path, isForced);
    problems.replace("apply", []);
    announce(cloud, addresses, folder, deployment);
    const names = synthesized.map(({ name }) => name);
    reporter.up(cloud, inspector.url, addresses, names);
    if (inspect) reporter.debuggers(await cloud.startDebuggers(), inspect);
    tunnel?.serve(addresses.map(({ url }) => url));
    if (tunnel) reporter.tunnel(tunnel);
  };
  await apply(stacks, true);
  const applyAgain = async (line: string): Promise<void> => {
    const isForced = readApply(line);
    try {
      await apply(await deployment.synthesize(folder.path), isForced);
    } catch (error) {
      const { message } = error as Error;
      if (!(error instanceof Stopped)) problems.replace("apply", [{ level: "error", source: "", message }]);
      throw error;
    }
  };
  const commands: TerminalCommands = {
    apply: applyAgain,
    env: () => reporter.environment(cloud.environment()),
    ...(tunnel && { job: (line: string) => submit(tunnel, line, cloud, env, reporter) }),
  };
  closers.push(readTerminal(commands, reporter));
}

/** Publishes the session, so that `send` and `replay` find the pipeline. */
function announce(
  cloud: LocalCloud,
  addresses: readonly CallbackAddress[],
  folder: SessionFolder,
  { applied }: Pick<Deployment, "applied">,
): void {
  const { url, credential, certificate, buckets } = cloud;
  const { name: bucket, region } = buckets[0] ?? { name: undefined, region: cloud.region };
  folder.announce({
    ...{ url, credential, certificate, bucket, region },
    callbackUrls: addresses.map((address) => address.url),
    environment: cloud.environment(),
    inboxes: new Inboxes(cloud).all().map((inbox) => ({ bucket: inbox.bucket, prefix: inbox.prefix })),
    stacks: applied.map((stack) => ({ name: stack.name, folder: stack.folder })),
  });
}

/** Whether a line `apply` or `apply all` asks for unchanged stacks too. @throws UsageError for another line */
function readApply(line: string): boolean {
  const [, ...words] = line.split(/\s+/);
  if (words.length === 0) return false;
  if (words.length === 1 && words[0] === "all") return true;
  throw new UsageError(`apply takes nothing or all (got ${words.join(" ")})`);
}

/** Submits the job of an input line to the user's account, for the pipeline's bucket. */
async function submit(
  tunnel: Tunnel,
  line: string,
  { buckets: [bucket] }: Pick<LocalCloud, "buckets">,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
): Promise<void> {
  const job = readTunnelJob(line);
  if (!bucket) throw new Error("The pipeline must name a bucket for a job (got none): give --bucket");
  const address = { bucket: bucket.name, region: bucket.region };
  reporter.submitted(await submitTunnelJob(job, address, tunnel.callbackUrl, env), job, tunnel);
}
