/** Prepares synthesized stacks for the local cloud. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Program } from "../../lib/code/entry-options";
import { UsageError } from "../errors";
import { CONFIG, readConfig } from "./stack-folder";

/** The backend of an override file replaces the stack's own backend, whatever its type. */
const OVERRIDE = "local_override.tf.json";
const STATE = "terraform.tfstate";
const BUCKET = /^[a-z0-9][a-z0-9-]*-(\d{5,12})$/;

/** Requirements of stacks on the local cloud. */
export interface Needs {
  /** Buckets that must exist already, with their regions. */
  readonly buckets: ReadonlyMap<string, string>;
  readonly region: string;
  /** Account number at the end of bucket names. */
  readonly appId?: string;
}

/**
 * Copies a stack into the working folder, keeps the state there, and gives the stack a local backend.
 *
 * @param states state files by data source: where the stack reads the states of other stacks
 */
export function copyStack(source: string, target: string, states: Readonly<Record<string, string>> = {}): void {
  const ofTerraform = /(^|\/)(\.terraform(\.lock\.hcl)?|[^/]*\.tfstate[^/]*)$/;
  cpSync(source, target, { recursive: true, filter: (path) => path === source || !ofTerraform.test(path) });
  const sources = Object.entries(states).map(([name, path]) => {
    return [name, { backend: "local", config: { path }, workspace: "default" }] as const;
  });
  const override = {
    terraform: { backend: { local: { path: STATE } } },
    ...(sources.length > 0 && { data: { terraform_remote_state: Object.fromEntries(sources) as object } }),
  };
  writeFileSync(join(target, OVERRIDE), JSON.stringify(override));
}

/** The state file of a stack in its working folder. */
export function stateFile(folder: string): string {
  return join(folder, STATE);
}

/**
 * Finds what the stacks expect to exist: buckets that they name and that none of them creates.
 *
 * @throws UsageError if the buckets belong to several accounts: the local cloud is one account
 */
export function needsOf(stacks: readonly string[], extraBuckets: readonly string[], env: NodeJS.ProcessEnv): Needs {
  const configs = stacks.map((stack) => readConfig(stack));
  const regions = configs.map(({ provider }) =>
    [provider?.["tencentcloud"], provider?.["tencentci"]].flat().map((block) => block?.region),
  );
  const defaultRegion = regions.flat().find(isPlain) ?? (env["TENCENTCLOUD_REGION"] || "ap-guangzhou");
  const created = new Set(
    configs.flatMap(({ resource }) =>
      Object.values(resource?.["tencentcloud_cos_bucket"] ?? {}).map(({ bucket }) => bucket),
    ),
  );
  const buckets = new Map(extraBuckets.map((name) => [name, defaultRegion]));
  configs.forEach((config, index) => {
    const region = regions[index]!.find(isPlain) ?? defaultRegion;
    for (const resource of Object.values(config.resource ?? {}).flatMap((named) => Object.values(named))) {
      const own = isPlain(resource["region"]) ? resource["region"] : undefined;
      for (const name of bucketsIn(resource))
        if (!created.has(name)) buckets.set(name, own ?? buckets.get(name) ?? region);
    }
  });
  const named = configs.map(({ resource }, index) => [basename(stacks[index]!), bucketsIn(resource ?? {})] as const);
  return { buckets, region: defaultRegion, appId: onlyAppId([["--bucket", extraBuckets], ...named]) };
}

/** @param named bucket names with their source: a stack, or an option */
function onlyAppId(named: readonly (readonly [string, readonly string[]])[]): string | undefined {
  const accounts = named.map(([source, buckets]) => {
    const own = buckets.flatMap((bucket) => BUCKET.exec(bucket)?.[1] ?? []);
    return { source, appIds: [...new Set(own)] };
  });
  const all = new Set(accounts.flatMap(({ appIds }) => appIds));
  if (all.size < 2) return [...all][0];
  const got = accounts.filter(({ appIds }) => appIds.length > 0);
  const list = got.map(({ source, appIds }) => `${source}: ${appIds.join(", ")}`).join("; ");
  // A stack that is applied alone needs only its own account.
  const isPerStack = got.every(({ source, appIds }) => source !== "--bucket" && appIds.length === 1);
  const remedy = isPerStack ? "name one stack" : "name a stack and buckets (--bucket) of one account";
  throw new UsageError(
    `The buckets of the stacks must have one APPID, since local is one account (got ${list}); ${remedy}`,
  );
}

/** A program from which a function's code was bundled, and the SHA-256 of that code. */
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
