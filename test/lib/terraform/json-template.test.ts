import fc from "fast-check";
import { DataResource, TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { jsonTemplate } from "../../../lib/terraform/json-template";
import { anyCharacter } from "../../support/any-character";
import { newStack, synth } from "../support";

/** Terraform's value of a template without references. */
const rendered = (template: string): string => template.replace(/([$%])\1(?=\{)/g, "$1");

describe("jsonTemplate", () => {
  it("sorts keys at every level and omits undefined members", () => {
    expect(jsonTemplate({ b: { d: 1, c: [true, null] }, a: undefined, A: "x" })).toBe(
      '{"A":"x","b":{"c":[true,null],"d":1}}',
    );
  });

  it("escapes < > & as Go's encoder does", () => {
    expect(jsonTemplate("<a&b>")).toBe('"\\u003ca\\u0026b\\u003e"');
  });

  it.each(["out/${RunId}/${Number}.jpg", "%{if true}", 'quo"te \\ back', "line\nbreak"])(
    "passes %j on to the cloud unchanged",
    (text) => {
      expect(JSON.parse(rendered(jsonTemplate({ text })))).toEqual({ text });
    },
  );

  it("leaves Terraform expressions to Terraform", () => {
    expect(jsonTemplate({ id: "t/${var.id}" })).toBe('{"id":"t/${var.id}"}');
  });

  it("round-trips any JSON value without expressions through Terraform's template syntax", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3, stringUnit: anyCharacter }), (value) => {
        fc.pre(!/\$\{|[$%]{2}\{/.test(JSON.stringify(value)));
        expect(JSON.parse(rendered(jsonTemplate(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  it("lets Terraform encode tokens, alone and within a text", () => {
    const stack = newStack();
    const { id, fqn } = new DataResource(stack, "Data");
    new TerraformOutput(stack, "json", { value: jsonTemplate({ alone: id, within: `a"\${RunId}/${id}/b` }) });
    const address = fqn && "terraform_data.Data.id";
    expect(synth(stack).output?.json).toEqual({
      value:
        `{"alone":\${jsonencode(${address})},"within":"a\\"$\${RunId}/` +
        `\${trimsuffix(trimprefix(jsonencode(${address}), "\\""), "\\"")}/b"}`,
    });
  });
});
