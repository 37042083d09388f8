/** Durable delivery on a local cloud of its own for each test, or for the tests of a suite. */
import { afterAll, beforeAll } from "vitest";
import type { Deployment, DeploymentOptions } from "../../harness/durable-deployment";
import { BUCKET, deployDurable, PREFIX, PROGRAM } from "../../harness/durable-deployment";
import { deployTopic } from "../../harness/topic-deployment";
import type { TopicDeploymentOptions } from "../../harness/topic-deployment";
import { listAll } from "../../handler/delivery/durable/store";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import type { Fault } from "../../local/fault";
import { EXHAUSTIVE } from "../support/exhaustive";

export const EVERY_SECOND = "*/1 * * * * * *";
export const SLACK_MS = 100;

/** More attempts than a slow machine needs for workers that time out after a second. */
const SOON = {
  CI_CALLBACK_RETRY: '{"maxAttempts":20,"firstDelay":1,"maxDelay":1}',
  CI_CALLBACK_SLACK_MS: String(SLACK_MS),
  CI_CALLBACK_RECONCILE: "off",
};

type Closing = () => Promise<void>;

/** A test, or a suite, that closes what it has started. */
export interface EndingContext {
  readonly onTestFinished: (close: Closing) => void;
}

export interface DurableDeployment extends Deployment {
  readonly cloud: LocalCloud;
}

export async function startDeployment(
  { onTestFinished }: EndingContext,
  { environment, ...options }: Partial<DeploymentOptions> = {},
): Promise<DurableDeployment> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 100 });
  onTestFinished(() => cloud.close());
  const settings = { cloud, program: PROGRAM, environment: { ...SOON, ...environment }, ...options };
  return { cloud, ...(await deployDurable(settings)) };
}

/** Durable delivery of callbacks from a topic. */
export async function startTopicDeployment(
  { onTestFinished }: EndingContext,
  options: Partial<TopicDeploymentOptions> = {},
): Promise<DurableDeployment> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 100 });
  onTestFinished(() => cloud.close());
  const settings = { cloud, program: PROGRAM, durable: true, environment: SOON, sweeps: EVERY_SECOND, ...options };
  return { cloud, ...(await deployTopic(settings)) };
}

/** One deployment for all tests of a suite, which starts fewer processes than one for each. */
export function sharedDeployment(
  start: (context: EndingContext) => Promise<DurableDeployment>,
): () => DurableDeployment {
  let deployment: DurableDeployment;
  const closings: Closing[] = [];
  beforeAll(async () => {
    deployment = await start({ onTestFinished: (close) => void closings.push(close) });
  });
  afterAll(async () => {
    for (const close of closings) await close();
  });
  return () => deployment;
}

/**
 * Kills the process that sends a request about the callback.
 *
 * @returns how often that request was sent
 */
export function killAt({ cloud }: DurableDeployment, [when, method, name]: Kill, key: string, skip = 0): () => number {
  const match = `${method} *${PREFIX}${name.replace("<key>", key)}`;
  const fault: Fault = { match, skip, effect: { type: "kill", when } };
  cloud.faults.add(fault);
  return () => cloud.faults.all.find((active) => active.fault === fault)!.seen;
}

const MOMENTS = ["before", "after"] as const;

type Moment = (typeof MOMENTS)[number];

/** A process is killed before or after a request takes effect. In the name, `<key>` is the callback's. */
export type Kill = readonly [when: Moment, method: string, name: string];

type Step = readonly [method: string, name: string, sample?: Moment];

/** Kills before and after each step, with the options of their tests: all are exhaustive but those of the sample. */
export function beforeAndAfter(steps: readonly Step[]): (readonly [Kill, object])[] {
  return steps.flatMap(([method, name, sample]) =>
    MOMENTS.map((when) => [[when, method, name], when === sample ? {} : EXHAUSTIVE] as const),
  );
}

export async function post(
  { callbackUrl }: Pick<DurableDeployment, "callbackUrl">,
  body: string,
  method = "POST",
): Promise<{ status: number; text: string }> {
  const answer = await fetch(callbackUrl, { method, ...(method === "POST" && { body }) });
  return { status: answer.status, text: await answer.text() };
}

interface LogLine {
  readonly message: string;
  readonly jobId?: string;
  readonly source?: string;
  readonly attempt?: number;
}

export function linesOf({ cloud }: DurableDeployment, message: string): LogLine[] {
  return cloud.logs
    .filter(({ text }) => text.startsWith("{"))
    .map(({ text }) => JSON.parse(text) as LogLine)
    .filter((line) => line.message === message);
}

/** Names of objects below a prefix of the inbox. */
export async function names({ store }: DurableDeployment, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of listAll(store, prefix)) found.push(name);
  return found;
}

/** Whether the callback has left the inbox for `done/` or `dead/`. */
export async function hasMoved(
  deployment: DurableDeployment,
  key: string,
  prefix: "done/" | "dead/",
): Promise<boolean> {
  return (
    (await names(deployment, `${prefix}${key}`)).length > 0 && (await names(deployment, `inbox/${key}`)).length === 0
  );
}
