import { rmSync } from "node:fs";
import { startLocalCloud } from "../../local/cloud";
import { Problems } from "../../local/inspector/problems";
import { casesOf } from "../../local/inspector/matrix/cases";
import { runCases } from "../../local/inspector/matrix/matrix";
import { FAST_RETRY_MS } from "../../local/inspector/matrix/run";
import type { MatrixResult } from "../../local/inspector/matrix/matrix";
import { makeTemporaryFolder } from "../../local/temporary-folder";
import { UsageError } from "../errors";
import { Deployment } from "../local/deployment";
import { Reporter } from "../local/report";
import { Stopped, stopOnSignals } from "../local/stop";
import { checkTools } from "../local/tools";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { readMatrixOptions } from "./options";
import type { MatrixCommandOptions } from "./options";
import { tableOf, unroutedOf } from "./table";

/**
 * Posts every callback to a stack on a local cloud of its own. Returns the exit code.
 *
 * @throws UsageError; Error if the stack cannot be applied
 */
export async function runMatrix(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const options = readMatrixOptions(args);
  const stopper = stopOnSignals();
  const output = createOutput(options.isJson, out, err);
  const closers: (() => unknown)[] = [];
  try {
    await checkTools({ cwd: process.cwd(), env, signal: stopper.signal });
    const results = await run(options, { env, err, output, signal: stopper.signal, closers });
    return report(results, options, output);
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  } finally {
    for (const close of closers.reverse()) await close();
    stopper.release();
  }
}

/** Progress lines of a run whose output is no terminal. */
const PROGRESS_LINES = 10;

interface RunContext {
  readonly env: NodeJS.ProcessEnv;
  readonly err: Sink;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly closers: (() => unknown)[];
}

async function run(options: MatrixCommandOptions, context: RunContext): Promise<MatrixResult[]> {
  const { env, err, output, signal, closers } = context;
  const { stack: name, buckets, values, isJson } = options;
  const reporter = new Reporter(createOutput(false, err, err)); // steps are not results
  const deployment = new Deployment({
    options: { stack: name, buckets, values, port: 0, tunnelPort: 0, isWatching: false, isJson, isEnv: false },
    ...{ env, signal, reporter, problems: new Problems() },
  });
  closers.push(() => deployment.close());
  const scratch = await makeTemporaryFolder("matrix");
  closers.push(() => rmSync(scratch, { recursive: true, force: true }));
  const stacks = await deployment.synthesize(scratch);
  const { appId, region } = deployment.needs(stacks);
  const cloud = await startLocalCloud({ appId, region, asyncRetryMs: FAST_RETRY_MS });
  closers.push(() => cloud.close());
  const urls = (await deployment.apply(cloud, stacks, scratch)).map((address) => address.url);
  const url = urls[options.pipeline - 1];
  if (url === undefined) {
    const rule = `--pipeline must be one of the stack's ${urls.length} callback addresses (got ${options.pipeline})`;
    throw urls.length > 0 ? new UsageError(rule) : new Error("The stack must have a callback address (got none)");
  }
  const cases = casesOf(options.callbacks, options.arrivals);
  const [first] = cloud.buckets;
  const bucket = first && { bucket: first.name, region: first.region };
  let reportedParts = 0;
  const onProgress = (finished: number): void => {
    output.progress(`${finished} of ${cases.length} cases …`);
    // A log, as that of a CI system, has no line that can be replaced.
    const parts = Math.floor((PROGRESS_LINES * finished) / cases.length);
    if (!err.isTTY && parts > reportedParts) reporter.step(`${finished} of ${cases.length} cases`);
    reportedParts = parts;
  };
  return runCases(cloud, cases, { url, bucket, onProgress, signal });
}

function report(results: readonly MatrixResult[], { mustHaveRoutes, isJson }: MatrixCommandOptions, output: Output) {
  if (!isJson) output.result({}, tableOf(results));
  else for (const result of results) output.result({ type: "case", ...result }, "");
  const failed = results.filter(({ outcome }) => outcome === "failed").length;
  const unrouted = unroutedOf(results);
  const isGood = failed === 0 && !(mustHaveRoutes && unrouted.length > 0);
  const summary = { type: "summary", cases: results.length, failed, unrouted, isGood };
  if (isJson) output.result(summary, "");
  else {
    const routes = unrouted.length === 0 ? "every callback has a route" : `no route for ${unrouted.join(", ")}`;
    output.summary(["", `${failed} of ${results.length} cases failed; ${routes}`]);
  }
  return isGood ? 0 : 1;
}
