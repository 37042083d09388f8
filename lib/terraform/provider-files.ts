/** The files that let Terraform find the provider `tencentci` in a folder, without a registry. Does not load cdktf. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Platforms on which a script with a `#!` line is an executable. */
const SCRIPT_PLATFORMS = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];

/** On Windows a command file starts `node` with the script in its folder. */
const WINDOWS_PLATFORMS = ["windows_amd64", "windows_arm64"];

/** The built executable, seen from dist/lib/terraform/ and from lib/terraform/. */
const EXECUTABLES = ["../../provider", "../../dist/provider"].map((folder) =>
  join(__dirname, folder, "terraform-provider-tencentci"),
);

/**
 * Starts the script with Terraform's arguments. Terraform takes the first file whose name begins with the name of the
 * provider, so the script has another name. Its extension makes it independent of a project's `"type": "module"`.
 */
const WINDOWS_LAUNCHER = '@node "%~dp0tencentci.cjs" %*\r\n';

/** A file of an installation. */
export interface ProviderFile {
  /** Id in the construct tree; unique. */
  readonly id: string;
  /** Path below the folder of a filesystem mirror, with forward slashes. */
  readonly path: string;
  readonly content: () => Uint8Array;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * @param source such as `terraform.internal/cdktf-tencentcloud-ci/tencentci`
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror
 */
export function providerFiles(source: string, version: string): ProviderFile[] {
  const name = `terraform-provider-tencentci_v${version}`;
  const folder = `${source}/${version}`;
  return [
    ...SCRIPT_PLATFORMS.map((platform) => {
      return { id: platform, path: `${folder}/${platform}/${name}`, content: executable, mode: 0o755 };
    }),
    ...WINDOWS_PLATFORMS.flatMap((platform) => [
      {
        id: platform,
        path: `${folder}/${platform}/${name}.cmd`,
        content: () => Buffer.from(WINDOWS_LAUNCHER),
        mode: 0o755,
      },
      { id: `${platform}.cjs`, path: `${folder}/${platform}/tencentci.cjs`, content: executable, mode: 0o644 },
    ]),
  ];
}

function executable(): Uint8Array {
  return readFileSync(providerExecutable());
}

/** @throws Error if the package is incomplete */
export function providerExecutable(): string {
  const path = EXECUTABLES.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  throw new Error(
    `The provider's executable is missing (looked for ${EXECUTABLES.join(", ")}); reinstall cdktf-tencentcloud-ci, or \`npm run build\` in a clone`,
  );
}
