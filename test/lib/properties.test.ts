import { cpSync } from "node:fs";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import type { TerraformStack } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ValidationError } from "../../lib";
import { ATTACHED } from "../../harness/attached-provider";
import { startCloud } from "../local/support";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import { invalidPipeline } from "./invalid-props";
import { newStack, thrownBy } from "./support";
import { addPipelines, pipeline } from "./valid-props";

function build(...all: Parameters<typeof addPipelines>[1]): TerraformStack {
  const stack = newStack();
  addPipelines(stack, all);
  return stack;
}

describe("any valid props", () => {
  it("synthesize, the same every time", () => {
    fc.assert(
      fc.property(pipeline(0), (props) => {
        expect(Testing.synth(build(props), true)).toBe(Testing.synth(build(props), true));
      }),
      { numRuns: 20 },
    );
  }, 120_000);
});

describe("any invalid value", () => {
  it("is refused by an error that names the construct", () => {
    fc.assert(
      fc.property(invalidPipeline, ({ path, props }) => {
        const error = thrownBy(() => build({ region: "ap-guangzhou", ...props }));
        expect(error).toBeInstanceOf(ValidationError);
        expect((error as Error).message).toContain(`[stack/P0${path}`);
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

describeTerraform("any valid props under real Terraform", () => {
  it("are valid for Terraform and for both providers", async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(...Array.from({ length: 12 }, (_, n) => pipeline(n))), async (all) => {
        const app = App.of(build(...all));
        app.synth();
        const cloud = await startCloud();
        const workspace = await terraformWorkspace({ attached: ATTACHED, config: {}, env: cloud.environment() });
        cpSync(join(app.outdir, "stacks/stack"), workspace.directory, { recursive: true });
        expect(await workspace.init()).toMatchObject({ code: 0 });
        const { code, text } = await workspace.validate();
        expect(code, text).toBe(0);
      }),
      { numRuns: 1 },
    );
  }, 180_000);
});
