import fc from "fast-check";
import { expect, it } from "vitest";
import { TerraformStack } from "cdktf";
import { fillIn } from "../../../handler/submitter/wildcards";
import { Job, JobTrigger, ValidationError } from "../../../lib";
import { newApp } from "../support";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };

/** Few letters, so that names often collide. */
const name = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 5 });
const prefix = name.filter((text) => !text.startsWith("/"));
const pattern = fc
  .array(fc.constantFrom("a", "b", "/", "${InputPath}", "${InputName}", "${InputNameAndExt}", "${Number}", "${Ext}"), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(""))
  .filter((text) => !text.startsWith("/"));
const rules = fc.array(fc.record({ prefix, object: pattern }), { minLength: 1, maxLength: 4 });

/** The rules of one bucket up to the first refused one. */
function acceptedRules(all: readonly { prefix: string; object: string }[]) {
  const stack = new TerraformStack(newApp(), "stack");
  const rules: { prefix: string; object: string }[] = [];
  for (const [n, rule] of all.entries()) {
    const job = Job.snapshot({ count: 1, output: { object: rule.object } });
    try {
      new JobTrigger(stack, `T${n}`, { ...BUCKET, prefix: rule.prefix, job });
    } catch (error) {
      expect(error).toBeInstanceOf(ValidationError);
      return rules;
    }
    rules.push(rule);
  }
  return rules;
}

it("two accepted rules never match the same name, and no output of a job matches a rule", () => {
  let outputs = 0;
  fc.assert(
    fc.property(rules, fc.array(name, { minLength: 5, maxLength: 5 }), (all, ends) => {
      const accepted = acceptedRules(all);
      for (const { prefix: start, object } of accepted) {
        for (const key of ends.map((end) => start + end)) {
          expect(accepted.filter((rule) => key.startsWith(rule.prefix))).toHaveLength(1);
          const output = fillIn(object, BUCKET, key).replace("${Number}", "0").replace("${Ext}", "a");
          expect(accepted.filter((rule) => output.startsWith(rule.prefix))).toEqual([]);
          outputs++;
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(outputs).toBeGreaterThan(50);
}, 60_000);
