/** Deploys a pipeline, lets the cloud call it, and always destroys it. */
import type { CallRecord, Finding, LiveContext, ScenarioResult } from "./context";
import { recordsOf } from "./objects";
import { LiveStack } from "./stack";

/** Steps on a deployed pipeline. */
export interface Trial {
  /** Seconds from a job's start to the record of its callback. */
  readonly callbackSeconds?: number;
  readonly findings: readonly Finding[];
}

export type Drive = (live: LiveContext, stack: LiveStack) => Promise<Trial>;

const POLL_MS = 500;

export async function runScenario(
  live: LiveContext,
  root: string,
  name: string,
  drive: Drive,
  env: NodeJS.ProcessEnv = {},
): Promise<ScenarioResult> {
  const stack = new LiveStack(root, name, { ...live.env, ...env }, live.signal);
  const result: { -readonly [Member in keyof ScenarioResult]?: ScenarioResult[Member] } = {};
  const findings: Finding[] = [];
  try {
    live.say(`${name}: deploying …`);
    const begin = performance.now();
    result.resources = await stack.deploy();
    result.applySeconds = secondsSince(begin);
    hide(live, await stack.output("callbackUrl"));
    result.isSecondPlanEmpty = await stack.isPlanEmpty();
    live.say(`${name}: ${result.resources} resources in ${result.applySeconds} s; waiting for callbacks …`);
    const trial = await drive(live, stack);
    findings.push(...trial.findings);
    result.callbackSeconds = trial.callbackSeconds;
    result.records = await recordsOf(live, name);
  } catch (error) {
    result.error = (error as Error).message;
    live.say(`${name}: ${result.error.split("\n")[0]}`);
  }
  const left = await destroy(live, stack, name);
  if (left === undefined || left.length > 0) result.error ??= `not destroyed: ${left?.join(", ") ?? "see above"}`;
  findings.push({
    name: `deletion-order ${name}`,
    answer: stack.destroyedTypes.join(", "),
    seen: stack.destroyedTypes,
  });
  return {
    resources: 0,
    records: [],
    ...result,
    ...{
      name,
      findings,
      isDestroyed: left?.length === 0,
      isOk: result.error === undefined && result.isSecondPlanEmpty === true,
    },
  };
}

/** Keeps a callback URL out of the report: its host is an endpoint, and its path ends in a secret. */
function hide({ secrets }: LiveContext, url = ""): void {
  if (!URL.canParse(url)) return;
  const { host, pathname } = new URL(url);
  for (const text of [url, host, pathname.split("/").at(-1)!]) secrets.add(text);
}

/** Returns what is left in the state; undefined if unknown. A second try destroys what was still in use. */
async function destroy(live: LiveContext, stack: LiveStack, name: string): Promise<string[] | undefined> {
  if (!stack.isSynthesized) return [];
  live.say(`${name}: destroying …`);
  for (const isLast of [false, true]) {
    try {
      await stack.destroy();
      return await stack.resources();
    } catch (error) {
      if (isLast)
        live.say(`${name}: ${(error as Error).message}\nDestroy it by hand: terraform -chdir=${stack.folder} destroy`);
    }
  }
  return undefined;
}

/**
 * Repeats the call until it finds something.
 *
 * @throws Error after the time limit
 */
export async function waitFor<T>(
  { signal }: Pick<LiveContext, "signal">,
  subject: string,
  timeoutMs: number,
  find: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline)
      throw new Error(`${subject} must come within ${timeoutMs / 1000} s (got nothing)`);
    await pause(POLL_MS, signal);
  }
}

/** The first call about a job or a run. */
export function callAbout(live: LiveContext, scenario: string, subject: string): Promise<CallRecord> {
  return waitFor(live, `a callback of ${subject}`, CALLBACK_MS, async () =>
    (await recordsOf(live, scenario)).find(({ subjects }) => subjects.includes(subject)),
  );
}

/** Longest wait and run of a job of seconds. */
export const CALLBACK_MS = 10 * 60_000;

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}

export function secondsSince(begin: number): number {
  return Math.round((performance.now() - begin) / 100) / 10;
}
