import { readArgs } from "../args";
import { UsageError } from "../errors";

/** What `local` is told. */
export interface LocalOptions {
  /** Name of a stack, or folder of a synthesized one. @default - the only stack */
  readonly stack?: string;
  readonly buckets: readonly string[];
  /** Port of the inspector; 0 is any free one. */
  readonly port: number;
  readonly isWatching: boolean;
  readonly isJson: boolean;
}

/** @throws UsageError */
export function readLocalOptions(args: readonly string[]): LocalOptions {
  const { values, positionals } = readArgs(args, {
    bucket: { type: "string", multiple: true, default: [] },
    port: { type: "string", default: "0" },
    "no-watch": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (positionals.length > 1) throw new UsageError(`local takes one stack (got ${positionals.join(" ")})`);
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535 (got ${JSON.stringify(values.port)})`);
  }
  return {
    stack: positionals[0],
    buckets: values.bucket,
    port,
    isWatching: !values["no-watch"],
    isJson: values.json,
  };
}
