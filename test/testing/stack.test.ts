/** Tests the statements of docs/guides/testing.md about tests of a stack. */
import { TerraformStack, Testing } from "cdktf";
import "cdktf/lib/testing/adapters/jest";
import { beforeAll, expect, it } from "vitest";
import { CallbackCode, CiCallbackPipeline, TencentcloudProvider } from "../../lib";
import { MediaQueue } from "../../lib/tencentci";
import { ScfFunction } from "../../lib/tencentcloud";

beforeAll(() => {
  Object.assign(globalThis, { expect });
  Testing.setupJest();
});

it("cdktf's matchers accept the bindings", () => {
  const stack = new TerraformStack(Testing.app(), "media");
  new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
  const code = CallbackCode.fromFolder(`${__dirname}/../lib/fixtures/app`);
  new CiCallbackPipeline(stack, "Media", { bucket: "media-1250000000", code, queue: {} });

  const synthesized = Testing.synth(stack);

  expect(synthesized).toHaveResource(ScfFunction);
  expect(synthesized).toHaveResourceWithProperties(MediaQueue, { bucket: "media-1250000000" });
  expect(synthesized).not.toHaveResourceWithProperties(ScfFunction, { mem_size: 64 });
});
