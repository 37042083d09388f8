import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, TerraformStack, Testing } from "cdktf";
import { onTestFinished } from "vitest";
import { CallbackCode, TencentcloudProvider } from "../../lib";

/** A small entry that needs no handler, so that bundling it is quick. */
export const ENTRY = join(__dirname, "fixtures/app/on-media.ts");

/** Code without bundling, which would take most of a test's time. */
export const CODE = CallbackCode.fromFolder(join(__dirname, "fixtures/app"));

export type Block = Record<string, unknown>;

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lib-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An app without files until it is synthesized, since most are not. Its folder is deleted after the test. */
export function newApp(): App {
  const outdir = join(tmpdir(), `lib-test-${randomUUID()}`);
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  return new App({ outdir });
}

/** An app with one stack and the vendor's provider. */
export function newStack(name = "stack"): TerraformStack {
  const stack = new TerraformStack(newApp(), name);
  new TencentcloudProvider(stack, "TencentCloud", { region: "ap-guangzhou" });
  return stack;
}

/** What a call throws. A call that throws nothing fails. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("expected the call to throw");
}

/** The configuration of a stack, validated by cdktf's own rules. */
export function synth(stack: TerraformStack): Record<string, Record<string, unknown>> {
  return JSON.parse(Testing.synth(stack, true)) as Record<string, Record<string, unknown>>;
}

/** A configuration without values that depend on the handler's code and the versions of package and esbuild. */
export function masked(configuration: string): string {
  return configuration.replace(/\b[0-9a-f]{64}\b/g, "<hash>").replace(/\bcode [0-9a-f]{16}\b/g, "code <hash>");
}

/** Every resource of a type. */
export function resources(stack: TerraformStack, type: string): Block[] {
  const byName = (synth(stack).resource?.[type] ?? {}) as Record<string, Block>;
  return Object.values(byName);
}

/** The only resource of a type. */
export function resource(stack: TerraformStack, type: string): Block {
  const all = resources(stack, type);
  if (all.length !== 1) throw new Error(`expected one ${type}, found ${all.length}`);
  return all[0]!;
}

/** The zip that a synthesis writes for this code. */
export function zipOf(code: CallbackCode): Uint8Array {
  const stack = newStack();
  const { zipFile } = code.bind(stack);
  App.of(stack).synth();
  return readFileSync(join(App.of(stack).outdir, "stacks/stack", zipFile));
}
