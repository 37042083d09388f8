import { sampleCallback, sampleEvents, sampleTags } from "../../local/samples";
import type { SampleOptions } from "../../local/samples";
import { readArgs } from "../args";
import { asUsage, UsageError } from "../errors";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { didYouMean } from "../suggest";
import { readNumber, TARGET_OPTIONS } from "./options";
import { postAll } from "./post";
import type { Post } from "./post";
import { chooseTarget } from "./target";

const FORMATS = ["xml", "json"] as const;

/**
 * Posts sample callbacks. Returns the exit code.
 *
 * @throws UsageError
 */
export async function runSend(args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const { values, positionals } = parse(args);
  const output = createOutput(values.json, out, err);
  const [name, ...rest] = positionals;
  if (values.list) return list(output);
  if (name === undefined || rest.length > 0) {
    throw new UsageError(`send takes one callback, as send --list names them (got ${positionals.join(" ") || "none"})`);
  }
  const format = FORMATS.find((known) => known === values.format?.toLowerCase());
  if (values.format !== undefined && format === undefined) {
    throw new UsageError(`--format must be xml or json (got ${JSON.stringify(values.format)})`);
  }
  const count = readNumber("--count", values.count);
  const { failed, workflow, object, simple } = values;
  const version = simple ? ("Simple" as const) : undefined;
  const options = {
    ...{ format, failed, workflow, object, version, bucket: values.bucket, region: values.region },
    set: Object.fromEntries(values.set.map((text) => readSetting(name, text))),
  };
  const names = [...sampleTags, ...sampleEvents];
  if (!names.includes(name)) {
    const rule = `send takes a callback that \`send --list\` names (got ${JSON.stringify(name)})`;
    throw new UsageError(`${rule}${didYouMean(name, names)}`);
  }
  asUsage(() => sampleCallback(name, options)); // an invalid sample is reported before the target is resolved
  const target = chooseTarget(values, env);
  const { bucket = target.session?.bucket, region = target.session?.region } = options;
  return postAll(samples(name, { ...options, bucket, region }, count), target, output);
}

function parse(args: readonly string[]) {
  return readArgs(args, {
    ...TARGET_OPTIONS,
    format: { type: "string" },
    failed: { type: "boolean", default: false },
    workflow: { type: "boolean", default: false },
    simple: { type: "boolean", default: false },
    object: { type: "string" },
    bucket: { type: "string" },
    region: { type: "string" },
    count: { type: "string", default: "1" },
    set: { type: "string", multiple: true, default: [] },
    list: { type: "boolean", default: false },
  });
}

/** `path=value`. Job fields are texts only; moderation fields are JSON values: `JobsDetail.Score=97`. */
function readSetting(name: string, text: string): [path: string, value: unknown] {
  const [, path = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === "") throw new UsageError(`--set must be path=value (got ${JSON.stringify(text)})`);
  return [path, sampleTags.includes(name) ? value : jsonOr(value)];
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function* samples(name: string, options: SampleOptions, count: number): Generator<Post> {
  for (let index = 0; index < count; index++) yield { name, body: Buffer.from(sampleCallback(name, options)) };
}

function list(output: Output): number {
  for (const name of sampleTags) output.result({ name, kind: "job" }, name);
  for (const name of sampleEvents) output.result({ name, kind: name === "Probe" ? "probe" : "moderation" }, name);
  return 0;
}
