import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, it } from "vitest";
import { SynthesizedExamples, walkExample } from "../support/example";
import { describeTerraform } from "../support/terraform";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

describeTerraform("every example", () => {
  let examples: SynthesizedExamples;
  beforeAll(async () => {
    examples = new SynthesizedExamples(EXAMPLES);
    await examples.synthesize();
  }, 120_000);
  afterAll(() => examples.remove());

  it.each(EXAMPLES)(
    "%s delivers a callback, and keeps its callback URL when it changes",
    (name) => walkExample(name, examples),
    180_000,
  );
});
