/** Which stacks of an app are applied, in which order, and whose states they read. */
import fc from "fast-check";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, CosBackend, LocalBackend, S3Backend, TerraformOutput, TerraformStack } from "cdktf";
import { describe, expect, it, onTestFinished } from "vitest";
import { chooseStack, chooseStacks, stacksOfFolder } from "../../cli/local/app-stacks";
import { remoteStatesOf } from "../../cli/local/remote-state";
import { copyStack } from "../../cli/local/stack";

interface Given {
  /** Construct paths. */
  readonly dependencies?: readonly string[];
  readonly constructPath?: string;
  readonly config?: object;
}

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), "app-stacks-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes what a synthesis writes. */
function write(outdir: string, stacks: Readonly<Record<string, Given>>): void {
  const entries = Object.entries(stacks);
  for (const [name, { config = {} }] of entries) {
    mkdirSync(join(outdir, "stacks", name), { recursive: true });
    writeFileSync(join(outdir, "stacks", name, "cdk.tf.json"), JSON.stringify(config));
  }
  const manifest = entries.map(([name, { dependencies = [], constructPath = name }]) => {
    return [name, { name, constructPath, dependencies }] as const;
  });
  writeFileSync(join(outdir, "manifest.json"), JSON.stringify({ stacks: Object.fromEntries(manifest) }));
}

function output(stacks: Readonly<Record<string, Given>>): string {
  const outdir = temporary();
  write(outdir, stacks);
  return outdir;
}

const namesOf = (stacks: readonly { readonly name: string }[]): string[] => stacks.map(({ name }) => name);
const reads = (backend: string, config: object) => ({
  data: { terraform_remote_state: { network: { backend, config } } },
});

describe("the stack of a command", () => {
  it("is the only stack, or the named one", () => {
    const one = output({ a: {} });
    const two = output({ a: {}, b: {} });
    mkdirSync(join(two, "stacks/notes"));

    expect(chooseStack(one, undefined)).toBe(join(one, "stacks/a"));
    expect(chooseStack(two, "b")).toBe(join(two, "stacks/b"));
    expect(() => chooseStack(two, undefined)).toThrow(/must be named if there are several \(got a, b\)/);
    expect(() => chooseStack(two, "c")).toThrow(/\(got c, of a, b\)/);
    expect(() => chooseStack(temporary(), undefined)).toThrow(/\(got none\)/);
  });
});

describe("the stacks that local applies", () => {
  it("are all stacks, each after its dependencies", () => {
    const outdir = output({ a: { dependencies: ["z"] }, m: {}, z: { dependencies: ["m"] } });
    expect(namesOf(chooseStacks(outdir, undefined))).toEqual(["m", "z", "a"]);
  });

  it("are the named stack and its dependencies, by name or folder", () => {
    const outdir = output({ a: { dependencies: ["z"] }, m: {}, z: {} });
    expect(namesOf(chooseStacks(outdir, "a"))).toEqual(["z", "a"]);
    expect(namesOf(stacksOfFolder(join(outdir, "stacks/a")))).toEqual(["z", "a"]);
    expect(() => chooseStacks(outdir, "mm")).toThrow(/\(got mm, of a, m, z\)\. Did you mean "m"\?/);
  });

  it("are a single stack if its folder belongs to no app", () => {
    const folder = temporary();
    writeFileSync(join(folder, "cdk.tf.json"), "{}");
    expect(stacksOfFolder(folder)).toEqual([{ name: expect.any(String) as string, folder, dependencies: [] }]);
  });

  it("may be named as dependencies by their construct paths", () => {
    const outdir = output({ a: { dependencies: ["Prod/b"] }, b: { constructPath: "Prod/b" } });
    expect(namesOf(chooseStacks(outdir, undefined))).toEqual(["b", "a"]);
  });

  it("do not include stacks left by an earlier synthesis", () => {
    const outdir = output({ a: {}, old: {} });
    write(outdir, { a: {} });
    expect(namesOf(chooseStacks(outdir, undefined))).toEqual(["a"]);
  });

  it("depend on the stacks whose states they read, even if cdktf's manifest does not list them", () => {
    const stateObject = { bucket: "state-1250000000", prefix: "network" };
    const backend = { cos: { ...stateObject, region: "ap-shanghai", secret_id: "one" } };
    const outdir = output({
      a: { config: reads("cos", { ...stateObject, region: "ap-shanghai", secret_id: "two" }) },
      network: { config: { terraform: { backend } } },
    });
    expect(namesOf(chooseStacks(outdir, undefined))).toEqual(["network", "a"]);
  });

  it("must not depend on each other in a circle, nor on unknown stacks", () => {
    const circle = output({ a: { dependencies: ["b"] }, b: { dependencies: ["c"] }, c: { dependencies: ["b"] } });
    expect(() => chooseStacks(circle, undefined)).toThrow(/in a circle \(got b → c → b\)/);
    expect(() => chooseStacks(output({ a: { dependencies: ["a"] } }), "a")).toThrow(/\(got a → a\)/);
    const unknown = output({ media: { dependencies: ["netwrok"] }, network: {} });
    expect(() => chooseStacks(unknown, undefined)).toThrow(
      'The stack media must depend on stacks of its app (got netwrok, of media, network). Did you mean "network"?',
    );
  });

  it("are complete and in order for every graph without circles", () => {
    const graphs = fc.array(fc.array(fc.nat(8), { maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(graphs, fc.boolean(), (graph, isReversed) => {
        const nameOf = (index: number): string => `s${isReversed ? graph.length - index : index}`;
        const stacks = graph.map((edges, index) => {
          const earlier = edges.filter((other) => other < index);
          return [nameOf(index), { dependencies: earlier.map(nameOf) }] as const;
        });
        const ordered = chooseStacks(output(Object.fromEntries(stacks)), undefined);
        expect(namesOf(ordered).sort()).toEqual(stacks.map(([name]) => name).sort());
        const seen = new Set<string>();
        for (const { name, dependencies } of ordered) {
          expect(dependencies.every((other) => seen.has(other))).toBe(true);
          seen.add(name);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("states that a stack reads", () => {
  const backends: readonly [string, (stack: TerraformStack) => unknown][] = [
    ["the default", () => undefined],
    ["local", (stack) => new LocalBackend(stack, { path: "/somewhere/else.tfstate" })],
    ["cos", (stack) => new CosBackend(stack, { bucket: "state-1250000000", prefix: stack.node.id, key: "k" })],
    ["s3", (stack) => new S3Backend(stack, { bucket: "b", key: stack.node.id, region: "r", accessKey: "secret" })],
  ];

  it.each(backends)("are found with %s backend as cdktf writes the reference", (_name, addBackend) => {
    const outdir = temporary();
    const app = new App({ outdir });
    const stacks = ["network", "other", "media.1-b_c"].map((name) => new TerraformStack(app, name));
    stacks.forEach(addBackend);
    const [network, , media] = stacks as [TerraformStack, TerraformStack, TerraformStack];
    const output = new TerraformOutput(network, "vpc", { value: "vpc-1" });
    const remote = (
      media as unknown as { registerIncomingCrossStackReference(from: TerraformStack): { get(name: string): string } }
    ).registerIncomingCrossStackReference(network);
    new TerraformOutput(media, "out", { value: remote.get(output.friendlyUniqueId) });
    app.synth();

    const all = chooseStacks(outdir, undefined);
    const names = namesOf(all);
    expect([...names].sort()).toEqual(["media.1-b_c", "network", "other"]);
    expect(names.indexOf("network")).toBeLessThan(names.indexOf(media.node.id));
    const folder = join(outdir, "stacks", media.node.id);
    expect(remoteStatesOf(folder, all).map(({ stack }) => stack)).toEqual(["network"]);
  });

  it("belong to no stack of the app if they are kept elsewhere", () => {
    const outdir = output({ a: { config: reads("cos", { bucket: "theirs-1250000000" }) }, b: {} });
    const [a, b] = chooseStacks(outdir, undefined);
    expect(remoteStatesOf(a!.folder, [a!, b!])).toEqual([{ name: "network", backend: "cos", stack: undefined }]);
  });

  it("may be the stack's own, which is no circle, unless another stack has the same backend", () => {
    const backend = { cos: { bucket: "state-1250000000" } };
    const config = { terraform: { backend }, ...reads("cos", backend.cos) };
    const [own] = chooseStacks(output({ media: { config } }), undefined);
    expect(own!.dependencies).toEqual([]);
    expect(remoteStatesOf(own!.folder, [own!])).toMatchObject([{ stack: "media" }]);

    const shared = chooseStacks(output({ a: { config }, b: { config: { terraform: { backend } } } }), undefined);
    expect(namesOf(shared)).toEqual(["b", "a"]);
    expect(remoteStatesOf(shared[1]!.folder, shared)).toMatchObject([{ stack: "b" }]);
  });

  it("are read from the files of the session in any workspace", () => {
    const source = temporary();
    const target = temporary();
    writeFileSync(join(source, "cdk.tf.json"), JSON.stringify(reads("cos", {})));
    copyStack(source, target, { network: "/session/network/terraform.tfstate" });
    const override = JSON.parse(readFileSync(join(target, "local_override.tf.json"), "utf8")) as object;
    expect(override).toMatchObject({
      data: {
        terraform_remote_state: {
          network: {
            backend: "local",
            config: { path: "/session/network/terraform.tfstate" },
            workspace: "default",
          },
        },
      },
    });
  });
});
