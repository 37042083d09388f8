import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, it } from "vitest";
import { SynthesizedExamples, walkExample } from "../support/example";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

/** Examples that differ in delivery, in what calls the function, in callback settings, or in types of their resources. */
const DIFFERENT_KINDS = [
  ...["function-url", "durable-delivery", "uploads", "kafka", "workflow"],
  ...["api-gateway", "custom-domain"], // the measured states of their ingress are compared nowhere else
];

describeTerraform("every example", () => {
  describe("of different kinds", () => testExamples(DIFFERENT_KINDS));
  describe("of the others", EXHAUSTIVE, () => testExamples(EXAMPLES.filter((name) => !DIFFERENT_KINDS.includes(name))));
});

function testExamples(names: readonly string[]): void {
  let examples: SynthesizedExamples;
  beforeAll(async () => {
    examples = new SynthesizedExamples(names);
    await examples.synthesize();
  }, 120_000);
  afterAll(() => examples.remove());

  it.each(names)(
    "%s delivers a callback, and keeps its callback URL when it changes",
    (name) => walkExample(name, examples),
    180_000,
  );
}
