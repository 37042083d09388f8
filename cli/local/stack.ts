/** Prepares a synthesized stack for the local cloud. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Program } from "../../lib/code/entry-options";
import { UsageError } from "../errors";
import { didYouMean } from "../suggest";

const CONFIG = "cdk.tf.json";
/** The backend of an override file replaces the stack's own backend, whatever its type. */
const OVERRIDE = "local_override.tf.json";
const BUCKET = /^[a-z0-9][a-z0-9-]*-(\d{5,12})$/;

/** Requirements of a stack on the local cloud. */
export interface Needs {
  /** Buckets that must exist already, with their regions. */
  readonly buckets: ReadonlyMap<string, string>;
  readonly region: string;
  /** Account number at the end of bucket names. */
  readonly appId?: string;
}

/** Whether the folder holds a synthesized stack. */
export function isStackFolder(path: string): boolean {
  return existsSync(join(path, CONFIG));
}

/**
 * The folder of a stack in a synthesis output.
 *
 * @param name of the stack; if undefined, the only stack
 * @throws UsageError if there is no stack or more than one
 */
export function chooseStack(outdir: string, name: string | undefined): string {
  const folder = join(outdir, "stacks");
  const names = existsSync(folder) ? readdirSync(folder).filter((entry) => isStackFolder(join(folder, entry))) : [];
  const list = names.length > 0 ? names.sort().join(", ") : "none";
  if (name !== undefined && !names.includes(name)) {
    const rule = `The stack must be one of the app's or the folder of one (got ${name}, of ${list})`;
    throw new UsageError(`${rule}${didYouMean(name, names)}`);
  }
  if (names.length === 0) {
    throw new UsageError(
      `The app must define a stack (got none); create one before app.synth(), which wrote to ${outdir}`,
    );
  }
  if (name === undefined && names.length !== 1) {
    throw new UsageError(`The stack must be named if there are several (got ${list})`);
  }
  return join(folder, name ?? names[0]!);
}

/** Copies a stack into the working folder, keeps the state there, and gives the stack a local backend. */
export function copyStack(source: string, target: string): void {
  const foreign = /(^|\/)(\.terraform(\.lock\.hcl)?|[^/]*\.tfstate[^/]*)$/;
  cpSync(source, target, { recursive: true, filter: (path) => path === source || !foreign.test(path) });
  const override = { terraform: { backend: { local: { path: "terraform.tfstate" } } } };
  writeFileSync(join(target, OVERRIDE), JSON.stringify(override));
}

/** Finds what the stack expects to exist: buckets that it names and does not create. */
export function needsOf(stack: string, extraBuckets: readonly string[], env: NodeJS.ProcessEnv): Needs {
  const config = JSON.parse(readFileSync(join(stack, CONFIG), "utf8")) as Config;
  const regions = [config.provider?.["tencentcloud"], config.provider?.["tencentci"]]
    .flat()
    .map((provider) => provider?.region);
  const region = regions.find(isPlain) ?? (env["TENCENTCLOUD_REGION"] || "ap-guangzhou");
  const created = new Set(
    Object.values(config.resource?.["tencentcloud_cos_bucket"] ?? {}).map(({ bucket }) => bucket),
  );
  const buckets = new Map(extraBuckets.map((name) => [name, region]));
  for (const resource of Object.values(config.resource ?? {}).flatMap((named) => Object.values(named))) {
    const own = isPlain(resource["region"]) ? resource["region"] : undefined;
    for (const name of bucketsIn(resource))
      if (!created.has(name)) buckets.set(name, own ?? buckets.get(name) ?? region);
  }
  const [first] = buckets.keys();
  return { buckets, region, appId: first === undefined ? undefined : BUCKET.exec(first)?.[1] };
}

/** The entry files of the bundled code of the stack's functions, by SHA-256 of the code. */
export interface CodeSource extends Program {
  readonly sha256: string;
}

/** @param project folder in which the app ran */
export function codeSources(stack: string, project: string): CodeSource[] {
  const assets = join(stack, "assets");
  const config = readFileSync(join(stack, CONFIG), "utf8"); // ignores records of an earlier synthesis
  const hashes = existsSync(assets) ? readdirSync(assets).filter((hash) => config.includes(hash)) : [];
  return hashes.flatMap((sha256) => {
    const file = join(assets, sha256, "source.json");
    if (!existsSync(file)) return []; // a folder or a zip that was built elsewhere
    const { entry, ...options } = JSON.parse(readFileSync(file, "utf8")) as { entry: string } & Omit<Program, "file">;
    const path = resolve(project, entry);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return [];
    const tsconfig = options.tsconfig === undefined ? {} : { tsconfig: resolve(project, options.tsconfig) };
    return [{ sha256, file: path, ...options, ...tsconfig }];
  });
}

interface Config {
  readonly provider?: Readonly<Record<string, readonly { readonly region?: unknown }[]>>;
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** Values anywhere in a resource whose attribute has a bucket's name and that look like a bucket. */
function bucketsIn(value: object): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    if (typeof inner === "object" && inner !== null) return bucketsIn(inner);
    return /bucket/i.test(name) && typeof inner === "string" && BUCKET.test(inner) ? [inner] : [];
  });
}

function isPlain(value: unknown): value is string {
  return typeof value === "string" && value !== "" && !value.includes("${");
}
