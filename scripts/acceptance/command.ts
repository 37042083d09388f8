/** `npm run acceptance`: stacks under the vendor's real provider, on the local cloud. */
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runLifecycle } from "./lifecycle";
import type { Lifecycle, Step } from "./lifecycle";
import { exampleNames, stackOfExample, stackOfFolder } from "./stacks";
import type { Stack } from "./stacks";

const USAGE = `Runs the life cycle of stacks with Terraform and the vendor's real provider, whose path is in TENCENTCLOUD_PROVIDER_BIN.
Every request goes through a proxy on this machine to the local cloud; nothing is created in Tencent Cloud.

  npm run acceptance                          every example: as it is, then with other code, other props, a rotated secret
                                              (kafka: more partitions, batch size, topic and durable delivery instead)
  npm run acceptance -- function-url          that example
  npm run acceptance -- cdktf.out/stacks/NAME a synthesized stack
  npm run acceptance -- DIR --then DIR2       and then another configuration of that stack (may be repeated)
  npm run acceptance -- --bucket NAME         a bucket that exists beforehand (may be repeated); those that a stack names
                                              and does not create always exist
  npm run acceptance -- --log FILE            every request as a line of JSON
  npm run acceptance -- --json                the outcome as JSON on standard output, the steps on standard error

Steps: init, validate, plan, apply, an empty second plan; plan, apply and an empty second plan for each change; destroy, and
nothing is left. Exit code 0 when all steps pass or the variable is not set, 1 when a step fails, 2 for wrong usage.
TERRAFORM_BINARY_NAME names another Terraform, such as tofu.`;

const SKIPPED =
  "skipped: TENCENTCLOUD_PROVIDER_BIN must name the vendor's provider; `terraform init` of any stack installs it into .terraform/providers/registry.terraform.io/tencentcloudstack/tencentcloud/VERSION/PLATFORM/; or download it from https://github.com/tencentcloudstack/terraform-provider-tencentcloud/releases";
/** The bucket of the examples, which exists beforehand. */
const BUCKET = "media-1250000000";
const USAGE_ERROR = 2;
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** A wrong command line; nothing was done. */
class UsageError extends Error {}

/** A stack to run, and its cleanup. */
interface Target {
  readonly stack: Stack;
  remove(): void;
}

/** Runs the command; returns its exit code. */
export async function runAcceptance(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await run(args, env);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.error(isUsage ? `${error.message}\n\n${USAGE}` : `acceptance: ${(error as Error).message}`);
    return USAGE_ERROR;
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { targets, then, bucket, log, json, help } = readArguments(args);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const executable = env["TENCENTCLOUD_PROVIDER_BIN"];
  if (!executable) {
    console.log(json ? JSON.stringify({ skipped: SKIPPED }) : SKIPPED);
    return 0;
  }
  if (!existsSync(executable)) throw new Error(`TENCENTCLOUD_PROVIDER_BIN must be a file (got ${executable})`);

  // Ctrl-C also fails Terraform's step; deployed resources are still destroyed.
  let isInterrupted = false;
  const interrupt = (): void => void (isInterrupted = true);
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const say = json ? console.error : console.log;
  const lifecycles: Lifecycle[] = [];
  if (log !== undefined) writeFileSync(log, "");
  try {
    for (const target of targets.length > 0 ? targets : exampleNames()) {
      if (isInterrupted) break;
      say(`${target}: synthesizing`);
      const opened = await open(target, then);
      try {
        const life = await runLifecycle({ executable, stack: opened.stack, buckets: bucket }, (step) =>
          say(line(step)),
        );
        if (log !== undefined) appendFileSync(log, life.calls.map((call) => `${JSON.stringify(call)}\n`).join(""));
        lifecycles.push(life);
      } finally {
        opened.remove();
      }
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
  const failed = lifecycles.filter(({ ok }) => !ok).map(({ stack }) => stack);
  const ok = failed.length === 0 && !isInterrupted;
  if (json) console.log(JSON.stringify({ ok, stacks: lifecycles.map(counted) }, undefined, 2));
  else
    say(
      `${lifecycles.length - failed.length} of ${lifecycles.length} stacks passed${failed.length > 0 ? `, not ${failed.join(", ")}` : ""}`,
    );
  return ok ? 0 : 1;
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        then: { type: "string", multiple: true, default: [] },
        bucket: { type: "string", multiple: true, default: [] },
        log: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.then.length > 0 && positionals.length !== 1)
      throw new Error("--then needs one stack's folder before it");
    return { ...values, targets: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function open(target: string, then: readonly string[]): Promise<Target> {
  if (exampleNames().includes(target) && then.length === 0) return stackOfExample(target, BUCKET);
  return { stack: stackOfFolder(target, then), remove: () => {} };
}

function line({ name, ok, seconds, detail }: Step): string {
  return `  ${name.padEnd(24)} ${ok ? "ok    " : "FAILED"} ${seconds.toFixed(1).padStart(6)} s  ${detail}`.trimEnd();
}

/** A life cycle with its requests counted by action. */
function counted({ calls, ...life }: Lifecycle) {
  const counts: Record<string, number> = {};
  for (const { action, method, host } of calls) {
    const name = action ?? `${method} ${host}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return { ...life, calls: counts };
}
