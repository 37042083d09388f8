/** Runs a sequence with the vendor's real provider, which TENCENTCLOUD_PROVIDER_BIN names. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CallbackCode } from "../../lib";
import { runLifecycle } from "../../scripts/acceptance/lifecycle";
import type { OnStep } from "../../scripts/acceptance/lifecycle";
import type { Stack } from "../../scripts/acceptance/stacks";
import { BUCKETS, synthesize } from "./changes";
import { textOf } from "./sequences";
import type { Sequence } from "./sequences";

/**
 * Runs a sequence with the vendor's provider. Returns whether every step passed.
 *
 * @throws Error without TENCENTCLOUD_PROVIDER_BIN
 * @throws ValidationError if synthesis refuses a configuration
 */
export async function runWithVendor(sequence: Sequence, onStep: OnStep): Promise<boolean> {
  const executable = process.env["TENCENTCLOUD_PROVIDER_BIN"];
  if (!executable) throw new Error("TENCENTCLOUD_PROVIDER_BIN must name the vendor's provider (got none)");
  const deployed = stackOf(sequence);
  try {
    return (await runLifecycle({ executable, stack: deployed.stack, buckets: BUCKETS }, onStep)).ok;
  } finally {
    deployed.remove();
  }
}

function stackOf(sequence: Sequence): { stack: Stack; remove(): void } {
  const output = mkdtempSync(join(tmpdir(), "acceptance-stacks-"));
  const remove = (): void => rmSync(output, { recursive: true, force: true });
  try {
    const programs = ["one", "two"].map((name) => program(join(output, name), name));
    const configurations = sequence.map((changes, index) => ({
      label: changes.join(" ") || "base",
      folder: synthesize(changes, join(output, `out-${index}`), programs),
    }));
    return { stack: { name: textOf(sequence), configurations }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function program(folder: string, name: string): CallbackCode {
  mkdirSync(folder);
  writeFileSync(join(folder, "index.js"), `exports.main_handler = () => ({ statusCode: 200, body: "${name}" });\n`);
  return CallbackCode.fromFolder(folder);
}
