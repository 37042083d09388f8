/** A local cloud, and Terraform, which applies one configuration of a stack after another. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallbackCode } from "../../lib";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { ATTACHED } from "../../harness/attached-provider";
import { changesOf } from "../../harness/plan-changes";
import { TerraformWorkspace } from "../../harness/workspace";
import type { TerraformResult } from "../../harness/workspace";
import { BUCKETS, synthesize } from "./changes";
import type { Changes } from "./changes";

const CHANGES = 2;
const EXCERPT = 600;

export const FAULTS = ["cycle", "inconsistent plan", "apply", "second plan", "destroy", "left behind"] as const;
export type Fault = (typeof FAULTS)[number];

/** A step with an unexpected result. */
export interface Failure {
  readonly fault: Fault;
  readonly detail: string;
}

/** A condition of the stack refused a configuration during its apply, as it is documented to do. */
export class ConditionRefusal extends Error {}

export class World {
  /** Worlds that are open or opening. */
  static readonly #worlds = new Set<Promise<World>>();
  static #isOver = false;

  #deployed: Changes | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly cloud: LocalCloud,
    private readonly terraform: TerraformWorkspace,
    private readonly programs: readonly CallbackCode[],
  ) {}

  /** @throws Error after `closeAll` */
  static open(): Promise<World> {
    if (World.#isOver) return Promise.reject(new Error("no world can be opened after all were closed"));
    const world = World.#start();
    World.#worlds.add(world);
    return world;
  }

  /** Closes every world, even during a step: an interrupted program leaves no process and no file behind. */
  static async closeAll(): Promise<void> {
    World.#isOver = true;
    const worlds = await Promise.allSettled(World.#worlds);
    await Promise.all(worlds.flatMap((world) => (world.status === "fulfilled" ? [world.value.close()] : [])));
  }

  static async #start(): Promise<World> {
    const folder = mkdtempSync(join(tmpdir(), "stacks-"));
    const cloud = await startLocalCloud({ buckets: BUCKETS });
    const terraform = await TerraformWorkspace.create({ attached: ATTACHED, config: {}, env: cloud.environment() });
    return new World(
      folder,
      cloud,
      terraform,
      ["one", "two"].map((name) => program(join(folder, name), name)),
    );
  }

  /** The deployed configuration; `undefined` before the first apply, after a failure and after destroy. */
  get deployed(): Changes | undefined {
    return this.#deployed;
  }

  /**
   * Applies a configuration over the deployed one and plans again; the plan must be empty.
   *
   * @throws ValidationError if synthesis refuses the configuration; the deployed one stays
   * @throws ConditionRefusal if a condition refuses it, and the deployed one could be applied again
   */
  async apply(changes: Changes): Promise<Failure | undefined> {
    this.#replaceConfiguration(changes);
    const deployed = this.#deployed;
    this.#deployed = undefined;
    if (!deployed) await this.terraform.init();
    const apply = await this.terraform.apply();
    if (!deployed || !isRefusal(apply)) return this.#checkSecondPlan(changes, apply);
    this.#replaceConfiguration(deployed);
    const failure = await this.#checkSecondPlan(deployed, await this.terraform.apply());
    if (!failure) throw new ConditionRefusal(errorOf(apply));
    return failure;
  }

  /** Plans an applied configuration once more. */
  async #checkSecondPlan(changes: Changes, apply: TerraformResult): Promise<Failure | undefined> {
    if (apply.code !== 0) return failureOf(apply);
    const plan = await this.terraform.plan();
    if (plan.code === CHANGES) return { fault: "second plan", detail: changesOf(plan, EXCERPT) };
    if (plan.code !== 0) return { fault: "second plan", detail: errorOf(plan) };
    this.#deployed = changes;
    return undefined;
  }

  /** Destroys the deployed configuration; nothing may remain. */
  async destroy(): Promise<Failure | undefined> {
    this.#deployed = undefined;
    const destroy = await this.terraform.destroy();
    if (destroy.code !== 0) return { fault: "destroy", detail: errorOf(destroy) };
    const left = [
      ...this.cloud.resources.map(({ type, id }) => `${type} ${id}`),
      ...this.cloud.functions.map(({ name }) => `function ${name}`),
      ...this.cloud.buckets.filter(({ name }) => !BUCKETS.includes(name)).map(({ name }) => `bucket ${name}`),
    ];
    return left.length === 0 ? undefined : { fault: "left behind", detail: left.join(", ") };
  }

  /** Can be called more than once. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.terraform.remove();
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #replaceConfiguration(changes: Changes): void {
    const outdir = mkdtempSync(join(this.folder, "out-"));
    const stack = synthesize(changes, outdir, this.programs);
    // Providers run in this process, so the stack's own is not copied.
    cpSync(stack, this.terraform.directory, { recursive: true, filter: (path) => !path.includes("terraform.d") });
    rmSync(outdir, { recursive: true });
  }
}

function program(folder: string, name: string): CallbackCode {
  mkdirSync(folder);
  writeFileSync(join(folder, "index.js"), `exports.main_handler = () => ({ statusCode: 200, body: "${name}" });\n`);
  return CallbackCode.fromFolder(folder);
}

/** All errors are conditions that did not hold: no other error may hide behind a refusal. */
function isRefusal({ code, text }: TerraformResult): boolean {
  if (code === 0) return false;
  const errors = text.match(/Error: .*/g) ?? [];
  return errors.length > 0 && errors.every((error) => /^Error: Resource postcondition failed/.test(error));
}

function failureOf(apply: TerraformResult): Failure {
  const fault = /Error: Cycle/.test(apply.text)
    ? "cycle"
    : /produced an? (inconsistent|invalid|unexpected)/.test(apply.text)
      ? "inconsistent plan"
      : "apply";
  return { fault, detail: errorOf(apply) };
}

function errorOf({ text }: TerraformResult): string {
  const start = text.indexOf("Error:");
  return text.slice(Math.max(0, start), Math.max(0, start) + EXCERPT).trim();
}
