import { createHash } from "node:crypto";
import type { ScfFunction } from "./model";

/** A function that is deployed. */
export interface FunctionInfo {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  /** SHA-256 of the code package that is live, in hexadecimal. */
  readonly codeSha256: string;
  /** Names of the configured variables; values may be secrets. */
  readonly environmentNames: readonly string[];
  readonly versions: readonly string[];
  /** Alias → version. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Processes of all versions that run now. */
  readonly instances: number;
}

/** A function as others may see it. */
export function describeFunction(target: ScfFunction): FunctionInfo {
  const { region, namespace, name, latest, published, aliases } = target;
  return {
    region,
    namespace,
    name,
    runtime: latest.config.runtime,
    handler: latest.config.handler,
    codeSha256: hashOf(latest.code),
    environmentNames: Object.keys(latest.config.environment),
    versions: [...published.keys()],
    aliases: Object.fromEntries([...aliases].map(([alias, { version }]) => [alias, version])),
    instances: [latest, ...published.values()].reduce((sum, { pool }) => sum + pool.size, 0),
  };
}

/** How code packages are told apart: SHA-256, hexadecimal. */
export function hashOf(code: Uint8Array): string {
  return createHash("sha256").update(code).digest("hex");
}
