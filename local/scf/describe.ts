import { createHash } from "node:crypto";
import type { ScfFunction } from "./model";

/** A deployed function. */
export interface FunctionInfo {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  /** SHA-256 of the live code package, in hexadecimal. */
  readonly codeSha256: string;
  /** Names of the environment variables; values may be secrets. */
  readonly environmentNames: readonly string[];
  readonly versions: readonly string[];
  /** Alias → version. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Number of running processes of all versions. */
  readonly instances: number;
}

/** A function in its public form. */
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

/** Identity of a code package: its SHA-256, in hexadecimal. */
export function hashOf(code: Uint8Array): string {
  return createHash("sha256").update(code).digest("hex");
}
