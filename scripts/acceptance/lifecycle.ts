/** Runs the life cycle of a stack in steps. */
import { changesOf } from "../../harness/plan-changes";
import type { TerraformResult } from "../../harness/workspace";
import type { ProxiedCall } from "./proxy";
import type { Stack } from "./stacks";
import { World } from "./world";
import type { WorldOptions } from "./world";

const CHANGES = 2;
const EXCERPT = 2_000;

/** One step of the life cycle. */
export interface Step {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** The result, or the error. */
  readonly detail: string;
}

/** The outcome of a stack. */
export interface Lifecycle {
  readonly stack: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly steps: readonly Step[];
  /** Requests to the local cloud, in order. */
  readonly calls: readonly ProxiedCall[];
}

/** Called with every step as it ends. */
export type OnStep = (step: Step) => void;

/**
 * Init, validate, plan, apply, a second plan that must be empty; the same for each further configuration; destroy,
 * which must leave nothing. A failed step is followed only by destroy.
 */
export async function runLifecycle(options: WorldOptions, onStep: OnStep): Promise<Lifecycle> {
  const world = await World.open(options);
  const steps: Step[] = [];
  const run = async (name: string, work: () => Promise<Omit<Step, "name" | "seconds">>): Promise<boolean> => {
    world.proxy.step = name;
    const start = performance.now();
    const { ok, detail } = await work();
    const step = { name, ok, seconds: Math.round((performance.now() - start) / 100) / 10, detail };
    steps.push(step);
    onStep(step);
    return ok;
  };
  try {
    await runConfigurations(options.stack, world, run);
    if (steps.some(({ name }) => name === "apply")) {
      const destroyed = await run("destroy", async () => ended(await world.terraform.destroy()));
      if (destroyed) await run("nothing left", () => Promise.resolve(expectNone(world.leftovers(), "nothing")));
    }
    await run("all requests answered", () => Promise.resolve(expectNone(unanswered(world), "all")));
  } finally {
    await world.close();
  }
  const seconds = Math.round(steps.reduce((sum, step) => sum + step.seconds, 0));
  return { stack: options.stack.name, ok: steps.every(({ ok }) => ok), seconds, steps, calls: world.proxy.calls };
}

type RunStep = (name: string, work: () => Promise<Omit<Step, "name" | "seconds">>) => Promise<boolean>;

async function runConfigurations({ configurations }: Stack, world: World, run: RunStep): Promise<boolean> {
  const { terraform } = world;
  for (const [index, { label, folder }] of configurations.entries()) {
    const stepName = (step: string): string => (index === 0 ? step : `${step} (${label})`);
    world.replaceConfiguration(folder);
    if (index === 0) {
      if (!(await run("init", async () => ended(await terraform.init())))) return false;
      if (!(await run("validate", async () => ended(await terraform.validate())))) return false;
    }
    if (!(await run(stepName("plan"), async () => planned(await terraform.plan())))) return false;
    if (!(await run(stepName("apply"), async () => ended(await terraform.apply())))) return false;
    if (!(await run(stepName("second plan"), async () => empty(await terraform.plan())))) return false;
  }
  return true;
}

function ended(result: TerraformResult): Pick<Step, "ok" | "detail"> {
  const ok = result.code === 0;
  return { ok, detail: ok ? (/Resources: ([^.]*)\./.exec(result.text)?.[1] ?? "") : errorOf(result) };
}

function planned(result: TerraformResult): Pick<Step, "ok" | "detail"> {
  const ok = result.code === CHANGES;
  return { ok, detail: ok ? (/Plan: ([^.]*)\./.exec(result.text)?.[1] ?? "") : errorOf(result) };
}

function empty(result: TerraformResult): Pick<Step, "ok" | "detail"> {
  if (result.code === 0) return { ok: true, detail: "no changes" };
  return { ok: false, detail: result.code === CHANGES ? changesOf(result, EXCERPT) : errorOf(result) };
}

function expectNone(items: readonly string[], good: string): Pick<Step, "ok" | "detail"> {
  return { ok: items.length === 0, detail: items.length === 0 ? good : items.join("; ") };
}

/** Requests that the local cloud does not know, and hosts that are not Tencent Cloud's. */
function unanswered({ proxy }: World): string[] {
  const unknown = proxy.calls.filter(
    ({ status, code }) => status === 0 || status >= 500 || code === "InvalidAction" || code === "InternalError",
  );
  return [...new Set(unknown.map(({ action, method, host, path }) => action ?? `${method} ${host}${path}`))];
}

function errorOf({ text, code }: TerraformResult): string {
  const start = text.indexOf("Error:");
  if (start < 0) return `exit code ${code}: ${text.slice(-EXCERPT)}`;
  return text.slice(start, start + EXCERPT).trim();
}
