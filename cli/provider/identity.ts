/** What the provider is called. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Its address, which is in no registry. */
export const PROVIDER_SOURCE = "terraform.internal/cdktf-tencentcloud-ci/tencentci";

/** `package.json`, seen from dist/cli/provider/ and from cli/provider/. */
const MANIFESTS = ["../../../package.json", "../../package.json"].map((path) => join(__dirname, path));

/** The provider comes with the package and has its version. */
export function providerVersion(): string {
  for (const file of MANIFESTS.filter((path) => existsSync(path))) {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version: string };
    if (name === "cdktf-tencentcloud-ci") return version;
  }
  throw new Error(`The package's own package.json must exist (looked for ${MANIFESTS.join(", ")})`);
}
