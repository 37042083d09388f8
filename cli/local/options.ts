import { readArgs } from "../args";
import type { InspectOptions } from "../../local/options";
import { UsageError } from "../errors";
import { readInspectOptions, withInspectValue } from "./inspect-options";
import { readPort } from "./port";

/** Options of `local`. */
export interface LocalOptions {
  /** Name of a stack, or folder of a synthesized stack. @default - all stacks of the app */
  readonly stack?: string;
  readonly buckets: readonly string[];
  /** File with values for resources that are only remembered. @default - `local-values.json` of the app, if it exists */
  readonly values?: string;
  /** Port of the inspector; 0 for any free port. */
  readonly port: number;
  /** Public URL of a tunnel to this machine. @default - none */
  readonly tunnel?: string;
  /** Port that the tunnel forwards to; 0 for any free port. */
  readonly tunnelPort: number;
  /** @default - no debuggers */
  readonly inspect?: InspectOptions;
  readonly isWatching: boolean;
  readonly isJson: boolean;
  /** Whether to print the environment of the pipeline that runs, and end. */
  readonly isEnv: boolean;
}

/** @throws UsageError */
export function readLocalOptions(args: readonly string[]): LocalOptions {
  const { values, positionals } = readArgs(args.map(withInspectValue), {
    bucket: { type: "string", multiple: true, default: [] },
    values: { type: "string" },
    port: { type: "string", default: "0" },
    tunnel: { type: "string" },
    "tunnel-port": { type: "string", default: "8787" },
    inspect: { type: "string" },
    "inspect-brk": { type: "string" },
    "no-watch": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    env: { type: "boolean", default: false },
  });
  if (positionals.length > 1) throw new UsageError(`local takes one stack (got ${positionals.join(" ")})`);
  const { tunnel } = values;
  if (tunnel !== undefined && !(URL.canParse(tunnel) && /^https?:$/.test(new URL(tunnel).protocol))) {
    throw new UsageError(`--tunnel must be an http or https address (got ${JSON.stringify(tunnel)})`);
  }
  return {
    stack: positionals[0],
    buckets: values.bucket,
    values: values.values,
    port: readPort("--port", values.port),
    tunnel,
    tunnelPort: readPort("--tunnel-port", values["tunnel-port"]),
    inspect: readInspectOptions(values),
    isWatching: !values["no-watch"],
    isJson: values.json,
    isEnv: values.env,
  };
}
