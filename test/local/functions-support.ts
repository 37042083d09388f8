import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { onTestFinished } from "vitest";
import { Functions } from "../../local/scf/functions";
import type { FunctionConfig } from "../../local/scf/model";
import { Logs } from "../../local/scf/logs";

export const NAME = { region: "ap-guangzhou", namespace: "default", name: "f" };
export const CONFIG: FunctionConfig = {
  handler: "index.main_handler",
  runtime: "Nodejs20.19",
  type: "Event",
  memoryMb: 128,
  timeoutS: 5,
  environment: {},
};

export function zip(source: string, file = "index.js"): Uint8Array {
  return zipSync({ [file]: strToU8(source) });
}

interface FunctionSetup {
  readonly functions: Functions;
  readonly logs: Logs;
  readonly folder: string;
  /** The value that the function returns for an event. */
  readonly call: (event?: unknown, qualifier?: string) => Promise<unknown>;
}

/** Creates one function. */
export async function setUpFunction(
  source: string | Uint8Array,
  config: Partial<FunctionConfig> = {},
  instanceLimit = 4,
  onCode?: () => void,
): Promise<FunctionSetup> {
  const folder = await mkdtemp(join(tmpdir(), "functions-test-"));
  const logs = new Logs(() => new Date());
  const functions = new Functions({
    appId: "1250000000",
    instanceLimit,
    onCode,
    temporaryDirectory: folder,
    logs,
    endpoint: () => "http://127.0.0.1:1",
    issueCredential: () => ({ secretId: "AKIDtemporary", secretKey: "key", token: "token" }),
  });
  onTestFinished(async () => {
    await functions.close();
    await rm(folder, { recursive: true, force: true });
  });
  functions.create(NAME, { ...CONFIG, ...config }, typeof source === "string" ? zip(source) : source);
  const call = async (event: unknown = {}, qualifier = "$LATEST"): Promise<unknown> =>
    JSON.parse(await functions.invoke(NAME, qualifier, JSON.stringify(event), "req-1")) as unknown;
  return { functions, logs, folder, call };
}
