import { lookup } from "node:dns/promises";
import { CiClient } from "../../api/client";
import { createCosStore } from "../../handler/delivery/durable/cos-store";
import type { Caller } from "../account";
import { readArgs } from "../args";
import { UsageError } from "../errors";
import { Stopped, stopOnSignals } from "../local/stop";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { createPlatform } from "../platform/api3";
import { stackCaller } from "../stack/caller";
import { findStack, STACK_OPTIONS } from "../stack/find";
import type { Stack } from "../stack/find";
import { readState } from "../stack/state";
import type { State } from "../stack/state";
import { chainOf } from "./chain";
import { runChecks } from "./check";
import type { Check } from "./check";
import type { Result } from "./finding";
import { accountChecks } from "./checks/account";
import { addressChecks } from "./checks/address";
import { ciChecks } from "./checks/ci";
import { durableChecks } from "./checks/durable";
import { functionChecks } from "./checks/functions";
import type { DoctorContext } from "./context";
import { requestSender } from "./http";
import { sendChecks } from "./send";

const MARKS = { ok: "✓", broken: "✗", unknown: "?" } as const;
/** An operator is waiting, so a failed call is repeated only once. */
const RETRY = { attempts: 2, baseMs: 300 };
const TIMEOUT_MS = 15_000;

/**
 * Checks a deployed pipeline. Returns the exit code.
 *
 * @throws UsageError, and Error if the state cannot be read
 */
export async function runDoctor(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const { values, positionals } = readArgs(args, { ...STACK_OPTIONS, send: { type: "boolean", default: false } });
  if (positionals.length > 1) throw new UsageError(`doctor takes one stack (got ${positionals.join(" ")})`);
  const output = createOutput(values.json, out, err);
  const stack = findStack({ stack: positionals[0], ...values });
  const stopper = stopOnSignals();
  const stopped = new Promise<never>((_, reject) => {
    stopper.signal.addEventListener("abort", () => reject(stopper.signal.reason as Error), { once: true });
  });
  try {
    return await Promise.race([
      examine(stack, { env, isSending: values.send, signal: stopper.signal }, output),
      stopped,
    ]);
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  } finally {
    stopper.release();
  }
}

interface ExamineOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly isSending: boolean;
  readonly signal: AbortSignal;
}

async function examine(stack: Stack, { env, isSending, signal }: ExamineOptions, output: Output): Promise<number> {
  const state = await readState(stack, { env, signal, progress: (words) => output.progress(words) });
  const { context, target } = contextOf(stack, state, env);
  output.summary(`${stack.name} ${target}`);
  const results = await diagnose(context, { isSending, onStart: (check) => output.progress(`${nameOf(check)} …`) });
  for (const result of results) output.result({ ...result }, wordsOf(result));
  return conclude(results, output);
}

/** The caller's key and region, for a stack on Tencent Cloud or on the local cloud. */
function contextOf(stack: Stack, state: State, env: NodeJS.ProcessEnv) {
  const { session } = stack;
  const { caller, region } = stackCaller(stack, env);
  const chain = chainOf(state, region);
  const context = doctorContext({ caller, chain, certificate: session?.certificate });
  const target = session
    ? "on the local cloud: a simulation"
    : `on ${caller.endpoint ?? "Tencent Cloud"}, ${chain.region}`;
  return { context, target };
}

export interface ContextParts extends Pick<DoctorContext, "chain"> {
  readonly caller: Caller;
  /** Certificate of the local cloud's addresses. @default - only the system's certificates are trusted */
  readonly certificate?: string;
  /** @default Date.now */
  readonly now?: () => number;
}

/** A custom endpoint means the local cloud. */
export function doctorContext({ caller, chain, certificate, now = Date.now }: ContextParts): DoctorContext {
  const { credentials, endpoint, secretId, agent } = caller;
  const ci = new CiClient({ credentials, endpoint, agent, now, retry: RETRY, timeoutMs: TIMEOUT_MS });
  const platform = createPlatform(caller, { now, retry: RETRY, timeoutMs: TIMEOUT_MS });
  return {
    ...{ chain, ci, platform, endpoint, now },
    storeOf: ({ prefix, ...inbox }) => createCosStore(ci, { inbox, prefix }),
    sendRequest: requestSender(agent, { certificate, isSimulated: endpoint !== undefined }),
    isProxied: async (url) => "proxy" in (await agent(new URL(url))),
    resolves: (hostname) =>
      lookup(hostname).then(
        () => true,
        () => false,
      ),
    shownKey: `${secretId.slice(0, 6)}…${secretId.slice(-4)}`,
    isLocal: endpoint !== undefined,
  };
}

export interface DiagnoseOptions {
  readonly isSending?: boolean;
  /** Milliseconds to wait for the log line of the probe. @default 60000 */
  readonly waitMs?: number;
  readonly onStart?: (check: Check) => void;
}

export function diagnose(context: DoctorContext, options: DiagnoseOptions = {}): Promise<Result[]> {
  const { isSending = false, waitMs, onStart = () => {} } = options;
  const checks = [accountChecks, ciChecks, addressChecks, functionChecks, durableChecks].flatMap((checksOf) =>
    checksOf(context),
  );
  return runChecks([...checks, ...(isSending ? sendChecks(context, { waitMs }) : [])], onStart);
}

function wordsOf({ status, finding, next, ...check }: Result): string[] {
  const line = `${MARKS[status]} ${nameOf(check)}: ${finding}`;
  return [line, ...(next !== undefined ? [`    → ${next}`] : [])];
}

function nameOf({ link, subject }: Pick<Result, "link" | "subject">): string {
  return subject === undefined ? link : `${link} ${subject}`;
}

function conclude(results: readonly Result[], output: Output): number {
  const count = (status: Result["status"]): number => results.filter((result) => result.status === status).length;
  const [broken, unknown] = [count("broken"), count("unknown")];
  output.summary(`${results.length} links: ${count("ok")} in order, ${broken} broken, ${unknown} unknown`);
  return broken > 0 || count("ok") === 0 ? 1 : 0;
}
