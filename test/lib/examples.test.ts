import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { DemoStack } from "../../scripts/demo/stack";
import { masked } from "./support";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

it.each(EXAMPLES)("examples/%s synthesizes these resources", async (name) => {
  const example = new DemoStack(name, name, { PATH: process.env["PATH"] });
  onTestFinished(() => example.remove());
  await example.synth();
  const file = join(example.folder, "cdktf.out/stacks", name, "cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8")) as { resource: object };
  const withoutMetadata = (key: string, value: unknown): unknown => (key === "//" ? undefined : value);
  expect(masked(JSON.stringify(resource, withoutMetadata, 2))).toMatchSnapshot();
});
