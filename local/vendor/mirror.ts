/** Installs the simulated provider so that an unchanged stack finds it at the vendor's address. */
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Version of the simulated schema and behaviour. */
export const VENDOR_VERSION = "1.83.25";

/** The vendor's provider, without its registry. */
export const VENDOR_SOURCE = "tencentcloudstack/tencentcloud";

/** Addresses at which the provider is served: those in the registries of Terraform and OpenTofu. */
export const VENDOR_ADDRESSES = ["registry.terraform.io", "registry.opentofu.org"].map(
  (registry) => `${registry}/${VENDOR_SOURCE}`,
);
const MIRROR = "mirror";
/** Host of providers that are part of the stack, in `terraform.d/plugins` of its working directory. */
const BUNDLED_HOST = "terraform.internal";

/** Path of the simulated provider: beside this file once compiled, in dist/ when run from its sources. */
export function vendorExecutable(): string | undefined {
  const name = "terraform-provider-tencentcloud";
  return [join(__dirname, name), join(__dirname, "..", "..", "dist", "local", "vendor", name)].find((path) =>
    existsSync(path),
  );
}

/**
 * Writes a filesystem mirror and a CLI configuration for it into a folder; returns the path of the configuration.
 *
 * @param version version of the vendor's real provider. @default - that of the simulated one
 */
export async function writeMirror(directory: string, executable: string, version?: string): Promise<string> {
  const mirror = join(directory, MIRROR);
  for (const address of VENDOR_ADDRESSES) {
    const folder = join(mirror, address, version ?? VENDOR_VERSION, platform());
    await mkdir(folder, { recursive: true });
    // A link, not a copy: the simulated provider loads a file relative to itself; the real one has hundreds of
    // megabytes.
    await symlink(resolve(executable), join(folder, `terraform-provider-tencentcloud_v${version ?? VENDOR_VERSION}`));
  }
  const config = join(directory, "terraform.rc");
  await writeFile(config, cliConfig(mirror));
  return config;
}

/**
 * A CLI configuration of a local cloud that uses no registry.
 *
 * @param config CLI configuration of the local cloud
 * @param folders filesystem mirrors for other providers
 */
export function offlineConfig(config: string, folders: readonly string[]): string {
  return cliConfig(join(dirname(config), MIRROR), folders);
}

/**
 * Any explicit installation method disables the implied `terraform.d/plugins`, so it is listed too.
 *
 * @param folders filesystem mirrors for other providers. @default - their registries
 */
function cliConfig(mirror: string, folders?: readonly string[]): string {
  const list = (addresses: readonly string[]): string => JSON.stringify(addresses);
  const localAddresses = list([...VENDOR_ADDRESSES, `${BUNDLED_HOST}/*/*`]);
  const others = folders?.map(
    (path) => `  filesystem_mirror {\n    path    = ${JSON.stringify(path)}\n    exclude = ${localAddresses}\n  }`,
  ) ?? [`  direct {\n    exclude = ${localAddresses}\n  }`];
  return `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${list(VENDOR_ADDRESSES)}
  }
  filesystem_mirror {
    path    = "terraform.d/plugins"
    include = ${list([`${BUNDLED_HOST}/*/*`])}
  }
${others.join("\n")}
}
`;
}

/** Terraform's name for this machine, such as `linux_amd64`. */
function platform(): string {
  const architectures: Record<string, string> = { x64: "amd64", ia32: "386" };
  return `${process.platform}_${architectures[process.arch] ?? process.arch}`;
}
