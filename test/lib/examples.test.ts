import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleFolder, EXAMPLES } from "../support/synthesized";
import { masked } from "./support";

it.each(EXAMPLES)(
  "examples/%s synthesizes these resources",
  async (name) => {
    const file = join(await exampleFolder(name), "cdk.tf.json");
    const { resource } = JSON.parse(readFileSync(file, "utf8")) as { resource: object };
    const withoutMetadata = (key: string, value: unknown): unknown => (key === "//" ? undefined : value);
    expect(masked(JSON.stringify(resource, withoutMetadata, 2))).toMatchSnapshot();
  },
  120_000, // the first one synthesizes all
);
