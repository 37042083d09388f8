import { sleep } from "../../api/retry";
import { CiApiError, TransportError } from "../../api/errors";
import { readArgs } from "../args";
import { chainOf } from "../doctor/chain";
import type { FunctionLink } from "../doctor/chain";
import { readDuration } from "../duration";
import { UsageError } from "../errors";
import { Stopped, stopOnSignals } from "../local/stop";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import type { LogLine, Platform } from "../platform/platform";
import { createPlatform } from "../platform/api3";
import { stackCaller } from "../stack/caller";
import { findStack, STACK_OPTIONS } from "../stack/find";
import { readState } from "../stack/state";
import { shownLine } from "./line";

const POLL_MS = 2000;
/** CLS may show a line that is this much older than lines it has shown already. */
const LATE_MS = 60_000;
/** Invocations of one job that are printed completely. */
const MAX_CALLS = 50;

/**
 * Prints the logs of functions. Returns the exit code.
 *
 * @throws UsageError, and Error if the log cannot be read
 */
export async function runLogs(args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const { values, positionals } = readArgs(args, {
    ...STACK_OPTIONS,
    follow: { type: "boolean", default: false },
    since: { type: "string", default: "1h" },
    job: { type: "string" },
    function: { type: "string" },
  });
  if (positionals.length > 1) throw new UsageError(`logs takes one stack (got ${positionals.join(" ")})`);
  const sinceMs = readDuration("--since", values.since);
  const output = createOutput(values.json, out, err);
  const stack = findStack({ stack: positionals[0], ...values });
  const stopper = stopOnSignals();
  const { signal } = stopper;
  try {
    const state = await readState(stack, { env, signal, progress: (words) => output.progress(words) });
    const { caller, region } = stackCaller(stack, env);
    const all = chainOf(state, region).functions;
    if (all.length === 0) throw new Error(`The stack ${stack.name} must have a function that writes a log (got none)`);
    const functions = all.filter(({ name }) => name.includes(values.function ?? ""));
    if (functions.length === 0) {
      const names = all.map(({ name }) => name).join(", ") || "none";
      throw new UsageError(
        `--function must name a function of the stack (got ${values.function ?? "none"}, of ${names})`,
      );
    }
    const reader = new LogReader(createPlatform(caller), functions, values.job);
    const from = Date.now() - sinceMs;
    return await print(reader, { from, isFollowing: values.follow, isJson: values.json, signal }, output);
  } catch (error) {
    if (error instanceof Stopped) return values.follow ? 0 : error.exitCode;
    throw error;
  } finally {
    stopper.release();
  }
}

interface PrintOptions {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly isFollowing: boolean;
  readonly isJson: boolean;
  readonly signal: AbortSignal;
}

async function print(
  reader: LogReader,
  { from, isFollowing, isJson, signal }: PrintOptions,
  output: Output,
): Promise<number> {
  let [count, begin, isFailing] = [0, from, false];
  for (;;) {
    try {
      const until = Date.now();
      for (const line of await reader.read(begin, until + LATE_MS)) {
        signal.throwIfAborted();
        const { record, words } = shownLine(line);
        count++;
        if (words !== undefined || isJson) output.result(record, words ?? "");
      }
      begin = Math.max(from, until - LATE_MS);
      isFailing = false;
    } catch (error) {
      const isTransient = error instanceof TransportError || (error instanceof CiApiError && error.status >= 500);
      if (!isFollowing || !isTransient) throw error;
      if (!isFailing) output.summary(`The log cannot be read at the moment: ${error.message}; still trying`);
      isFailing = true;
    }
    if (!isFollowing) break;
    if (output.isAbandoned) return 0;
    await sleep(POLL_MS, signal);
  }
  if (count === 0) output.summary("No lines; --since 1d looks further back");
  return 0;
}

/** Lines of several functions without duplicates, oldest first. */
class LogReader {
  readonly #seen = new Set<string>();

  constructor(
    private readonly platform: Platform,
    private readonly functions: readonly FunctionLink[],
    private readonly job: string | undefined,
  ) {}

  async read(from: number, to: number): Promise<LogLine[]> {
    const lines = (await Promise.all(this.functions.map((link) => this.#linesOf(link, from, to)))).flat();
    const fresh = lines.filter(({ functionName, id }) => {
      const key = `${functionName}/${id}`;
      return !this.#seen.has(key) && this.#seen.add(key);
    });
    return fresh.sort((a, b) => a.at - b.at);
  }

  async #linesOf(link: FunctionLink, from: number, to: number): Promise<LogLine[]> {
    const query = { function: link, topicId: link.topicId, from, to };
    if (this.job === undefined) return collect(this.platform.logs(query));
    const mentions = await collect(this.platform.logs({ ...query, text: this.job }));
    const calls = [...new Set(mentions.map(({ requestId }) => requestId))]
      .filter((id) => id !== "")
      .slice(0, MAX_CALLS);
    const complete = await Promise.all(calls.map((requestId) => collect(this.platform.logs({ ...query, requestId }))));
    return [...mentions.filter(({ requestId }) => !calls.includes(requestId)), ...complete.flat()];
  }
}

async function collect(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const all: LogLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
