import { Fn, TerraformOutput, TerraformVariable } from "cdktf";
import { expect, it } from "vitest";
import { objects } from "../../../lib/access/grants";
import { operand } from "../../../lib/terraform/operand";
import { newStack, synth } from "../support";

it.each([
  ["a text", "plain", '${upper("plain")}'],
  ["an expression", "${var.x}", "${upper(var.x)}"],
  ["an expression in a text", "https://${var.x}/y", '${upper("https://${var.x}/y")}'],
  ["two expressions", "${var.x}${var.y}", '${upper("${var.x}${var.y}")}'],
])("Terraform's functions accept %s", (_case, value, expected) => {
  const stack = newStack();
  new TerraformOutput(stack, "out", { value: Fn.upper(operand(value)) });
  expect(synth(stack).output).toEqual({ out: { value: expected } });
});

it("leaves tokens unchanged", () => {
  const { stringValue } = new TerraformVariable(newStack(), "V", {});
  expect(operand(stringValue)).toBe(stringValue);
});

it("a policy reads the account's number from a bucket that is an expression", () => {
  const stack = newStack();
  const [resource] = objects({ bucket: "${var.bucket}" }, ["read"]).resources;
  new TerraformOutput(stack, "out", { value: resource });
  expect(synth(stack).output).toEqual({
    out: { value: 'qcs::cos::uid/${regex("[0-9]+$", var.bucket)}:${var.bucket}/*' },
  });
});
