import { afterAll, beforeAll, describe, it } from "vitest";
import { ChangedExamples, walkExample } from "../support/example";
import { EXHAUSTIVE } from "../support/exhaustive";
import { EXAMPLES } from "../support/synthesized";
import { describeTerraform } from "../support/terraform";

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
  let changed: ChangedExamples;
  beforeAll(async () => {
    changed = new ChangedExamples(names);
    await changed.synthesize();
  }, 120_000);
  afterAll(() => changed.remove());

  it.each(names)(
    "%s delivers a callback, and keeps its callback URL when it changes",
    (name) => walkExample(name, changed),
    180_000,
  );
}
