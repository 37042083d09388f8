import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DemoStack } from "../../scripts/demo/stack";
import { masked } from "./support";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

let stacks: readonly DemoStack[];

beforeAll(async () => {
  const env = { PATH: process.env["PATH"] };
  stacks = EXAMPLES.map((name) => new DemoStack(name, name, env));
  await DemoStack.synthAll(stacks, env);
}, 60_000);

afterAll(() => stacks.forEach((stack) => stack.remove()));

it.each(EXAMPLES)("examples/%s synthesizes these resources", (name) => {
  const { folder } = stacks[EXAMPLES.indexOf(name)]!;
  const file = join(folder, "cdktf.out/stacks", name, "cdk.tf.json");
  const { resource } = JSON.parse(readFileSync(file, "utf8")) as { resource: object };
  const withoutMetadata = (key: string, value: unknown): unknown => (key === "//" ? undefined : value);
  expect(masked(JSON.stringify(resource, withoutMetadata, 2))).toMatchSnapshot();
});
