/**
 * Events in several orders: after each of them CI, the state and the next plan agree. Results of a destroy, and
 * ownership, are in ownership.test.ts; signals at each step of a change are in interruption.test.ts.
 */
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { createWorkflow, listWorkflows } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import { EXHAUSTIVE } from "../support/exhaustive";
import { startForwarder } from "../support/forwarder";
import type { Interfere } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import {
  ADDRESS,
  allOf,
  clientOf,
  expectDeployed,
  expectNothingLeft,
  pipeline,
  QUEUE,
  secondStack,
  WORKFLOW,
} from "./deployment";
import { ATTACHED, BUCKET, ok, taint, workspaceFor } from "./support";
import type { Setting } from "./support";

/** A deployment to which events happen. */
interface Life extends Setting {
  /** Label of the three resources; a rename changes it. */
  label: string;
  /** Observes every executed call. */
  interfere: Interfere;
}

type Event = (life: Life) => Promise<void>;

const apply = async ({ terraform }: Life, ...args: readonly string[]): Promise<string> =>
  ok(await terraform.apply({ args })).text;

const EVENTS = {
  /** After everything was destroyed. */
  async create(life) {
    await expectNothingLeft(life);
    await apply(life);
  },

  /** Queue and workflow exist, left by somebody else or by a killed run. */
  async adopt(life) {
    const { cloud, terraform } = life;
    const [{ topology }] = (await listWorkflows(clientOf(cloud), ADDRESS)) as [Workflow];
    await expectNothingLeft(life);
    cloud.changeQueue(BUCKET, {
      NotifyConfig: { State: "On", Type: "Url", Url: "https://theirs.example.com/x", Event: "TaskFinish" },
    });
    await createWorkflow(clientOf(cloud), ADDRESS, { name: "wf", state: "Active", topology });
    await apply(life);
    ok(await terraform.destroy({ args: ["-target", `${QUEUE}.${life.label}`] }));
    expect(cloud.queues(BUCKET)[0]!.NotifyConfig).toMatchObject({ Url: "https://theirs.example.com/x" });
    cloud.changeQueue(BUCKET, { NotifyConfig: { State: "Off" } });
    await apply(life);
  },

  async replace(life) {
    await apply(life, ...allOf(life.label).flatMap((address) => ["-replace", address]));
  },

  async rename(life) {
    life.label = `${life.label}_`;
    await life.terraform.configure(pipeline(life.label));
    await apply(life);
  },

  async move(life) {
    const [from, to] = [allOf(life.label), allOf(`${life.label}m`)];
    life.label = `${life.label}m`;
    const moved = from.map((address, index) => `moved {\n from = ${address}\n to = ${to[index]}\n}\n`);
    await life.terraform.configure(pipeline(life.label) + moved.join(""));
    expect(await apply(life)).toContain("0 added, 0 changed, 0 destroyed");
  },

  async taint(life) {
    await taint(life.terraform, allOf(life.label));
    expect(await apply(life)).toContain("3 added, 0 changed, 3 destroyed");
  },

  /** Terraform is killed after a call was executed and before it gets the answer. */
  async kill(life) {
    const { terraform, label } = life;
    for (const call of [/^PUT \/queue/, /^POST \/workflow/, /^DELETE \/workflow/]) {
      let kill: (signal: NodeJS.Signals) => void;
      life.interfere = ({ method, path }) => {
        if (!call.test(`${method} ${path}`)) return undefined;
        kill("SIGKILL");
        return new Promise(() => undefined);
      };
      const args = [`${QUEUE}.${label}`, `${WORKFLOW}.${label}`].flatMap((address) => ["-replace", address]);
      const { code } = await terraform.apply({ args, onStart: (_pid, signal) => (kill = signal) });
      expect(code).toBeNull();
      await terraform.detach(); // a call without an answer would be repeated later
      life.interfere = () => undefined;
      await apply(life, "-lock=false");
    }
  },

  /** A second state owns the same objects in between. */
  async twoStacks(life) {
    const second = await secondStack(life, pipeline());
    await nextSecond();
    ok(await second.apply());
    await expectDeployed({ ...life, terraform: second });
    await nextSecond();
    await EVENTS.replace(life);
    expect(ok(await second.destroy()).text).toMatch(/is not changed/);
  },

  async target(life) {
    const { terraform, label } = life;
    for (const type of [QUEUE, WORKFLOW]) {
      ok(await terraform.destroy({ args: ["-target", `${type}.${label}`] }));
      await apply(life, "-target", `${type}.${label}`);
    }
  },

  async parallel(life) {
    life.label = `${life.label}p`;
    await life.terraform.configure(pipeline(life.label));
    await apply(life, "-parallelism=50");
  },
} as const satisfies Readonly<Record<string, Event>>;

type EventName = keyof typeof EVENTS;
const NAMES = Object.keys(EVENTS) as EventName[];

/** CI's times have a precision of a second; owners are distinguished by the time of the last change. */
const nextSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000) + 5));

/** The events in another order for each seed. */
function shuffled(seed: number): EventName[] {
  const rank = (name: string): number => {
    let hash = seed >>> 0;
    for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    return hash;
  };
  return NAMES.toSorted((a, b) => rank(a) - rank(b));
}

const seed = Date.now() % 100_000;
const ORDERS: readonly (readonly [title: string, order: readonly EventName[], options: object])[] = [
  ["as listed", NAMES, {}],
  ["the other way round", NAMES.toReversed(), EXHAUSTIVE],
  [`by seed ${seed}`, shuffled(seed), EXHAUSTIVE],
];

describeTerraform("after every event, CI, the state and the next plan agree", () => {
  for (const [title, order, options] of ORDERS) {
    it(title, options, async () => {
      const cloud = await startLocalCloud({ buckets: [BUCKET] });
      onTestFinished(() => cloud.close());
      const life = { label: "this", interfere: () => undefined } as unknown as Life;
      const line = await startForwarder(cloud.url, (request, answer) => life.interfere(request, answer));
      onTestFinished(() => line.close());
      const keys = {
        TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
        TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
      };
      const terraform = await workspaceFor(line.url, pipeline(), keys, ATTACHED);
      Object.assign(life, { cloud, terraform });
      await apply(life);
      await expectDeployed(life);
      for (const name of order) {
        await EVENTS[name](life).catch((error: Error) => {
          error.message = `${name} in ${order.join(", ")}: ${error.message}`;
          throw error;
        });
        await expectDeployed(life);
      }
      await expectNothingLeft(life);
    });
  }
});
