import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { CiClient } from "../../api/client";
import { cosHost } from "../../api/hosts";
import { putObject } from "../../api/objects";
import { readArgs } from "../args";
import { asUsage, UsageError } from "../errors";
import { createOutput } from "../output";
import type { Sink } from "../output";
import { requireSession } from "./target";

/**
 * Uploads a file to a bucket of the local pipeline. Returns the exit code.
 *
 * @throws UsageError; Error if no pipeline runs or it refuses the upload
 */
export async function runUpload(
  args: readonly string[],
  _env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
): Promise<number> {
  const { values, positionals } = readArgs(args, {
    bucket: { type: "string" },
    region: { type: "string" },
    json: { type: "boolean", default: false },
  });
  const [file, key = basename(file ?? ""), ...rest] = positionals;
  if (file === undefined || rest.length > 0) {
    throw new UsageError(`upload takes a file and a key (got ${positionals.join(" ") || "none"})`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`upload takes a file that exists (got ${file})`);
  }
  const session = requireSession();
  const { bucket = session.bucket, region = session.region } = values;
  if (bucket === undefined) throw new UsageError("--bucket must be given where the pipeline has none (got none)");
  asUsage(() => cosHost({ bucket, region }));
  const body = readFileSync(file);
  const client = new CiClient({ credentials: session.credential, endpoint: session.url });
  await putObject(client, { bucket, region }, key.replace(/^\//, ""), body);
  const record = { bucket, region, key, bytes: body.length };
  createOutput(values.json, out, err).result(record, `${key}  ${body.length} bytes  into ${bucket}`);
  return 0;
}
