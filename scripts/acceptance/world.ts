/** The environment of a run: a local cloud, its proxy, Terraform with the vendor's provider. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { TerraformWorkspace } from "../../harness/workspace";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { writeMirror } from "../../local/vendor/mirror";
import { startProxy } from "./proxy";
import type { Proxy } from "./proxy";
import { configurationText, copyStack, isConfiguration } from "./stacks";
import type { Stack } from "./stacks";

/** Keeps the state in the working directory, even if the stack has a backend. */
const OVERRIDE = "acceptance_override.tf.json";
/** End of a bucket's name; this one is for stacks synthesized without an account. */
const DEFAULT_APP_ID = "1250000000";
const BUCKET_NAME = /(?<![\w.-])[a-z0-9][a-z0-9-]*-(\d{10})(?![\w-])/g;

export interface WorldOptions {
  /** The vendor's provider. */
  readonly executable: string;
  readonly stack: Stack;
  /** Buckets that exist beforehand, besides those that the stack uses and does not create. */
  readonly buckets: readonly string[];
}

export class World {
  private constructor(
    readonly cloud: LocalCloud,
    readonly proxy: Proxy,
    readonly terraform: TerraformWorkspace,
    private readonly folder: string,
    private readonly existing: readonly string[],
  ) {}

  static async open({ executable, stack, buckets }: WorldOptions): Promise<World> {
    const texts = stack.configurations.map(({ folder }) => configurationText(folder));
    const existing = [...new Set([...buckets, ...texts.flatMap(foreignBuckets)])];
    const folder = await mkdtemp(join(tmpdir(), "acceptance-"));
    const appId = /-(\d{10})$/.exec(existing[0] ?? "")?.[1] ?? DEFAULT_APP_ID;
    const cloud = await startLocalCloud({ buckets: existing, appId, region: regionOf(texts[0]!), publicNames: true });
    const proxy = await startProxy(cloud.url);
    const authority = join(folder, "authority.pem");
    await writeFile(authority, proxy.authority);
    const cliConfig = await writeMirror(folder, executable, versionOf(executable));
    const env = environmentOf(cloud, proxy, authority, cliConfig);
    const config = { [OVERRIDE]: JSON.stringify({ terraform: { backend: { local: {} } } }) };
    const terraform = await TerraformWorkspace.create({ config, env });
    return new World(cloud, proxy, terraform, folder, existing);
  }

  /** Replaces the configuration; the state stays. */
  replaceConfiguration(folder: string): void {
    const { directory } = this.terraform;
    for (const file of readdirSync(directory)) {
      if (isConfiguration(file) && file !== OVERRIDE) rmSync(join(directory, file));
    }
    copyStack(folder, directory);
  }

  /** Resources deployed since the beginning. */
  leftovers(): string[] {
    const { functions, resources, buckets } = this.cloud;
    return [
      ...functions.map(({ name }) => `function ${name}`),
      ...resources.map(({ type, id }) => `${type} ${id}`),
      ...buckets.filter(({ name }) => !this.existing.includes(name)).map(({ name }) => `bucket ${name}`),
      ...buckets.flatMap((bucket) => [
        ...bucket
          .allQueues()
          .filter(({ NotifyConfig }) => NotifyConfig.Url)
          .map(({ Name }) => `callback address of queue ${Name} of ${bucket.name}`),
        ...[...bucket.workflows.keys()].map((id) => `workflow ${id} of ${bucket.name}`),
      ]),
    ];
  }

  async close(): Promise<void> {
    await this.terraform.remove();
    await this.proxy.close();
    await this.cloud.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Buckets that a configuration uses and does not create. */
function foreignBuckets(text: string): string[] {
  const created = [...text.matchAll(/"bucket": "([^"]+)",?\s[^{}]*?"force_clean"/g)].map(([, name]) => name);
  return [...text.matchAll(BUCKET_NAME)].map(([name]) => name).filter((name) => !created.includes(name));
}

function regionOf(text: string): string {
  return /"tencentcloud": \[\s*\{[^}]*"region": "([a-z0-9-]+)"/.exec(text)?.[1] ?? "ap-guangzhou";
}

/** The version in the file's name. */
function versionOf(executable: string): string {
  const version = /_v(\d+\.\d+\.\d+[^/\\]*?)(?:\.exe)?$/.exec(basename(executable))?.[1];
  if (version !== undefined) return version;
  throw new Error(
    `TENCENTCLOUD_PROVIDER_BIN must have a file name with the version, such as terraform-provider-tencentcloud_v1.83.25 (got ${basename(executable)})`,
  );
}

function environmentOf(
  { credential, region }: LocalCloud,
  { url }: Proxy,
  authority: string,
  cliConfig: string,
): Record<string, string> {
  const direct = "127.0.0.1,localhost";
  const variables = Object.entries(process.env).filter(([name]) => name.startsWith("TF_VAR_"));
  return {
    ...(Object.fromEntries(variables) as Record<string, string>),
    ...{ HTTP_PROXY: url, http_proxy: url, HTTPS_PROXY: url, https_proxy: url, NO_PROXY: direct, no_proxy: direct },
    SSL_CERT_FILE: authority, // Go
    AWS_CA_BUNDLE: authority, // the S3 client that the vendor's provider uses for COS
    NODE_EXTRA_CA_CERTS: authority, // the tencentci provider
    TENCENTCLOUD_SECRET_ID: credential.secretId,
    TENCENTCLOUD_SECRET_KEY: credential.secretKey,
    TENCENTCLOUD_REGION: region,
    // In minutes; short, so that repeated operations fail soon.
    TENCENTCLOUD_READ_RETRY_TIMEOUT: "1",
    TENCENTCLOUD_WRITE_RETRY_TIMEOUT: "1",
    TF_CLI_CONFIG_FILE: cliConfig,
    TF_INPUT: "0",
  };
}
