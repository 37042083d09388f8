import { createInterface } from "node:readline";
import { redactUrl } from "../../local/ci/delivery";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import { Problems } from "../../local/inspector/problems";
import { createOutput } from "../output";
import type { Sink } from "../output";
import { Deployment } from "./deployment";
import { readLocalOptions } from "./options";
import type { LocalOptions } from "./options";
import { Reporter } from "./report";
import { SessionFolder } from "./session";
import { Stopped, stopOnSignals } from "./stop";
import { checkTools } from "./tools";
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

async function start(
  options: LocalOptions,
  env: NodeJS.ProcessEnv,
  reporter: Reporter,
  signal: AbortSignal,
  closers: Closers,
): Promise<void> {
  const problems = new Problems();
  const deployment = new Deployment({ options, env, signal, reporter, problems });
  const folder = SessionFolder.open(deployment.project);
  closers.push(folder.remove);
  const stack = await deployment.synthesize(folder.path);
  const { appId, region } = deployment.needs(stack);
  const cloud = await startLocalCloud({ appId, region, ffmpeg: true });
  closers.push(() => cloud.close());
  const inspector = await startInspector(cloud, { port: options.port, problems });
  closers.push(() => inspector.close());
  cloud.onDelivery((delivery) => reporter.delivery(delivery));
  cloud.onLog((line) => reporter.log(line, cloud.isSourceFile));
  closers.push(() => deployment.close());
  const tunnel =
    options.tunnel === undefined ? undefined : await Tunnel.open(options.tunnel, options.tunnelPort, cloud);
  closers.push(() => tunnel?.close());

  const apply = async (source: string): Promise<void> => {
    const urls = await deployment.apply(cloud, source, folder.path);
    problems.replace("apply", []);
    announce(cloud, urls, folder);
    reporter.up(cloud, inspector.url, urls.map(redactUrl));
    tunnel?.serve(urls);
    if (tunnel) reporter.tunnel(tunnel);
  };
  await apply(stack);
  closers.push(
    onLine(async (line) => {
      const done = line === "apply" ? deployment.synthesize(folder.path).then(apply) : undefined;
      const submitted = tunnel && /^job\b/.test(line) ? submit(tunnel, line, cloud, env, reporter) : undefined;
      await (done ?? submitted)?.catch((error: Error) => {
        if (error instanceof Stopped) return;
        reporter.error(error.message);
        if (line === "apply") problems.replace("apply", [{ level: "error", source: "", message: error.message }]);
      });
    }),
  );
}

/** Publishes the session, so that `send` and `replay` find the pipeline. */
function announce(cloud: LocalCloud, callbackUrls: readonly string[], folder: SessionFolder): void {
  const { url, credential, certificate, buckets } = cloud;
  const { name: bucket, region } = buckets[0] ?? { name: undefined, region: cloud.region };
  folder.announce({ url, credential, certificate, callbackUrls, bucket, region });
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

/**
 * Runs a task for each input line, one at a time. Returns a function that stops reading and waits for the last task.
 */
function onLine(task: (line: string) => Promise<void>): () => Promise<void> {
  let running = Promise.resolve();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    running = running.then(() => task(line.trim()));
  });
  return async () => {
    lines.close();
    process.stdin.destroy(); // an open stdin would keep the process alive
    await running;
  };
}
