/** Name, address and version of the provider. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Its address, which is not in any registry. */
export const PROVIDER_SOURCE = "terraform.internal/cdktf-tencentcloud-ci/tencentci";

/** Path of `package.json`, relative to dist/cli/provider/ and to cli/provider/. */
const MANIFESTS = ["../../../package.json", "../../package.json"].map((path) => join(__dirname, path));

/** The provider is part of the package and has its version. */
export function providerVersion(): string {
  for (const file of MANIFESTS.filter((path) => existsSync(path))) {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version: string };
    if (name === "cdktf-tencentcloud-ci") return version;
  }
  throw new Error(`The package's own package.json must exist (looked for ${MANIFESTS.join(", ")})`);
}
