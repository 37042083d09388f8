/** Applies several stacks with a stand-in for Terraform that records its calls and its outputs. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { AppStack } from "../../cli/local/app-stacks";
import { AppliedStacks } from "../../cli/local/applied-stacks";
import type { ValueFile } from "../../local/remembered/value-file";

const CLOUD = { region: "ap-guangzhou", appId: "1250000000" };

/** Writes `out.json` of the stack as its state. Fails if a file `fail` exists. */
const TERRAFORM = `#!/bin/sh
echo "$1 $(basename "$PWD")" >> "$CALLS"
[ "$1" = init ] && exit 0
[ "$1" = show ] && { [ -z "$3" ] || exit 1; cat terraform.tfstate; exit 0; }
[ -e fail ] && { echo "no such thing"; exit 1; }
cp out.json terraform.tfstate
echo "Apply complete! Resources: 1 added."
`;

function setUp() {
  const root = mkdtempSync(join(tmpdir(), "applied-stacks-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const program = join(root, "terraform");
  const record = join(root, "calls");
  writeFileSync(program, TERRAFORM);
  chmodSync(program, 0o755);
  writeFileSync(record, "");
  const steps: string[] = [];
  const reporter = { step: (text: string) => void steps.push(text) };
  const applied = new AppliedStacks({ reporter, signal: new AbortController().signal });
  const env = { ...process.env, TERRAFORM_BINARY_NAME: program, CALLS: record };
  return {
    root,
    steps,
    applied,
    write: (name: string, dependencies: readonly string[] = [], output = "one", config: object = {}): AppStack => {
      const folder = join(root, "synth", name);
      mkdirSync(folder, { recursive: true });
      const path = (other: string): string => join(root, `terraform.${other}.tfstate`);
      const sources = dependencies.map((other) => [
        `from-${other}`,
        { backend: "local", config: { path: path(other) } },
      ]);
      const data = { terraform_remote_state: Object.fromEntries(sources) as object };
      const terraform = { backend: { local: { path: path(name) } } };
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify({ terraform, data, ...config }));
      writeFileSync(join(folder, "out.json"), JSON.stringify({ outputs: { value: { value: output } } }));
      return { name, folder, dependencies };
    },
    apply: (stacks: readonly AppStack[], isForced = false, values: ValueFile = {}) =>
      applied.apply(stacks, { scratch: join(root, "work"), env, values, cloud: CLOUD }, isForced),
    /** Calls since the last check that change something. */
    calls: (): string[] => {
      const lines = readFileSync(record, "utf8").trim().split("\n");
      writeFileSync(record, "");
      return lines.filter((line) => line !== "" && !/^(init|show) /.test(line));
    },
  };
}

it("applies each stack with the states of those before it, and names it", async () => {
  const { root, steps, write, apply, calls, applied } = setUp();
  await apply([write("network"), write("media", ["network"])]);

  expect(calls()).toEqual(["apply network", "apply media"]);
  expect(steps).toContain("Applying network with Terraform …");
  expect(steps).toContain("Applied media: 1 added");
  const override = readFileSync(join(root, "work/media/local_override.tf.json"), "utf8");
  const state = join(root, "work/network/terraform.tfstate");
  expect(override).toContain(
    JSON.stringify({ "from-network": { backend: "local", config: { path: state }, workspace: "default" } }),
  );
  expect(existsSync(state)).toBe(true);
  expect(applied.all.map(({ name }) => name)).toEqual(["network", "media"]);
});

it("does not name the only stack", async () => {
  const { steps, write, apply } = setUp();
  await apply([write("media")]);
  expect(steps).toEqual(["Applying with Terraform …", "Applied: 1 added"]);
});

it("skips stacks whose configuration and inputs have not changed, unless forced", async () => {
  const { write, apply, calls, steps } = setUp();
  const network = write("network");
  const stacks = [network, write("media", ["network"]), write("other")];
  await apply(stacks);
  calls();

  await apply(stacks);
  expect(calls()).toEqual([]);
  expect(steps.at(-1)).toMatch(/^Unchanged other: /);

  write("other", [], "one", { locals: { a: 1 } });
  await apply(stacks);
  expect(calls()).toEqual(["apply other"]);

  write("network", [], "two", { locals: { a: 1 } });
  await apply(stacks);
  expect(calls()).toEqual(["apply network", "apply media"]);

  write("network", [], "two", { locals: { a: 2 } });
  await apply(stacks);
  expect(calls()).toEqual(["apply network"]);

  await apply(stacks, true);
  expect(calls()).toEqual(["apply network", "apply media", "apply other"]);
});

it("keeps the state before an apply, which Terraform may not be able to read afterwards", async () => {
  const { write, apply, applied } = setUp();
  await apply([write("media")]);
  expect(await applied.all[0]!.view.before()).toEqual({});
  await apply([write("media", [], "two", { locals: { a: 1 } })]);
  expect(await applied.all[0]!.view.before()).toEqual({ outputs: { value: { value: "one" } } });
  expect(await applied.all[0]!.view.after()).toEqual({ outputs: { value: { value: "two" } } });
});

it("reports the stack that failed and those not applied, and applies them the next time", async () => {
  const { write, apply, calls } = setUp();
  const stacks = [write("network"), write("media", ["network"]), write("other"), write("last")];
  const fail = join(stacks[1]!.folder, "fail");
  writeFileSync(fail, "");
  const error = (await apply(stacks).catch((error: unknown) => error)) as Error;
  expect(error.message).toMatch(
    /^Stack media: \S+ apply must succeed \(got exit code 1\):\nno such thing\nNot applied after it: other, last$/,
  );
  expect(calls()).toEqual(["apply network", "apply media"]);

  rmSync(fail);
  rmSync(join(dirname(dirname(fail)), "../work/media/fail"));
  await apply(stacks);
  expect(calls()).toEqual(["apply media", "apply other", "apply last"]);
});

it("destroys a stack that the app no longer has before it applies the others, also one that failed", async () => {
  const { root, write, apply, calls, applied, steps } = setUp();
  const [network, media] = [write("network"), write("media", ["network"])];
  await apply([network, media, write("old", ["media"])]);
  calls();

  await apply([network, write("new")]);
  expect(calls()).toEqual(["destroy old", "destroy media", "apply new"]);
  expect(steps).toContain("Destroying old, which the app no longer has …");
  expect(existsSync(join(root, "work/old"))).toBe(false);
  expect(applied.all.map(({ name }) => name)).toEqual(["network", "new"]);

  const broken = write("broken");
  writeFileSync(join(broken.folder, "fail"), "");
  await expect(apply([network, broken])).rejects.toThrow(/^Stack broken: /);
  rmSync(join(root, "work/broken/fail"));
  await apply([network]);
  expect(calls()).toEqual(["destroy new", "apply broken", "destroy broken"]);
});

it("simulates the outputs of a state outside the app, or uses the user's", async () => {
  const { root, write, apply, steps } = setUp();
  const theirs = { backend: "cos", config: { bucket: "b-1250000000" }, defaults: { known: "yes" } };
  const read = (output: string): string => `\${data.terraform_remote_state.theirs.outputs.${output}}`;
  const config = {
    data: { terraform_remote_state: { theirs } },
    locals: { a: read("vpc_id"), b: read("subnets[1].id"), c: read("known"), d: read("db_port") },
  };
  const outputs = (): Record<string, { value: unknown; type: unknown }> => {
    const state = readFileSync(join(root, "work/media.theirs.outside.tfstate"), "utf8");
    return (JSON.parse(state) as { outputs: Record<string, { value: unknown; type: unknown }> }).outputs;
  };
  const media = write("media", [], "one", config);

  await apply([media]);
  expect(Object.keys(outputs()).sort()).toEqual(["db_port", "subnets", "vpc_id"]);
  expect(outputs()["vpc_id"]).toEqual({ value: expect.stringMatching(/^vpc-[a-z0-9]{8}$/) as string, type: "string" });
  expect(outputs()["subnets"]!.value).toHaveLength(2);
  expect(steps[0]).toContain("data.terraform_remote_state.theirs reads a state outside the app (backend cos)");

  await apply([media], false, { "data.terraform_remote_state.theirs": { vpc_id: "vpc-1", db_port: 13306 } });
  expect(outputs()["vpc_id"]!.value).toBe("vpc-1");
  expect(outputs()["db_port"]).toEqual({ value: 13306, type: "number" });
  expect(steps.filter((text) => text.startsWith("Applied"))).toHaveLength(2);
});

it("simulates the outputs of a stack's own state before its first apply, then reads the state", async () => {
  const { root, write, apply, calls, steps } = setUp();
  const cos = { bucket: "state-1250000000" };
  const config = {
    terraform: { backend: { cos } },
    data: { terraform_remote_state: { mine: { backend: "cos", config: cos } } },
    locals: { a: "${data.terraform_remote_state.mine.outputs.value}" },
  };
  const source = (): string => {
    const override = JSON.parse(readFileSync(join(root, "work/media/local_override.tf.json"), "utf8")) as {
      data: { terraform_remote_state: { mine: { config: { path: string } } } };
    };
    return override.data.terraform_remote_state.mine.config.path;
  };
  const media = write("media", [], "one", config);

  await apply([media]);
  expect(steps[0]).toMatch(
    /^data\.terraform_remote_state\.mine reads the stack's own state, .* simulated values: value /,
  );
  expect(source()).toBe(join(root, "work/media.mine.outside.tfstate"));

  await apply([media]);
  expect(source()).toBe(join(root, "work/media/terraform.tfstate"));
  calls();
  await apply([media]);
  expect(calls()).toEqual([]);
});
