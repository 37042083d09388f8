/** Third-party providers that a stack requires. `local` takes them from this machine and uses no registry. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { VENDOR_SOURCE } from "../../local/vendor/mirror";
import type { AppStack } from "./app-stacks";
import { readConfig } from "./stack-folder";
import { terraformOf } from "./tools";

/** Hosts whose providers are part of Terraform or of the stack. */
const OWN_HOSTS = ["terraform.io", "terraform.internal"];
const REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"];

/** A provider that a stack requires. */
interface RequiredProvider {
  readonly source: string;
  readonly version?: string;
}

/**
 * Existing folders in which providers may be: plugin caches, mirrors of Terraform's settings, the folders that Terraform
 * searches by itself, and what `terraform init` has installed for the app's stacks.
 *
 * @param output folder that the app's synthesis writes to
 */
export function providerFolders(env: NodeJS.ProcessEnv, output: string | undefined): string[] {
  const home = env["HOME"] || homedir();
  const settings = [env["TF_CLI_CONFIG_FILE"], join(home, ".terraformrc"), join(home, ".tofurc")];
  const configured = settings.flatMap((file) => (file === undefined ? [] : foldersIn(file, home)));
  const data = [env["XDG_DATA_HOME"] || join(home, ".local/share"), "/usr/local/share", "/usr/share"];
  const searchedByDefault = [
    join(home, ".terraform.d/plugins"),
    ...data.flatMap((folder) => [join(folder, "terraform/plugins"), join(folder, "opentofu/plugins")]),
  ];
  const stacks = output === undefined ? "" : join(output, "stacks");
  const installed = existsSync(stacks)
    ? readdirSync(stacks).map((name) => join(stacks, name, ".terraform/providers"))
    : [];
  const cache = env["TF_PLUGIN_CACHE_DIR"] ? [resolve(env["TF_PLUGIN_CACHE_DIR"])] : [];
  return [...new Set([...cache, ...configured, ...searchedByDefault, ...installed])].filter((folder) =>
    existsSync(folder),
  );
}

/** Plugin cache and filesystem mirrors in the settings of Terraform's command line. */
function foldersIn(file: string, home: string): string[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8").replace(/^\s*(#|\/\/).*$/gm, "");
  const cache = /\bplugin_cache_dir"?\s*[=:]\s*"([^"]+)"/.exec(text)?.[1];
  const mirrors = [...text.matchAll(/\bfilesystem_mirror"?\s*[:=]?\s*[[{][^}]*?\bpath"?\s*[=:]\s*"([^"]+)"/g)];
  const paths = [cache, ...mirrors.map(([, path]) => path)].filter((path) => path !== undefined);
  return paths.map((path) => resolve(path.replace(/^\$HOME|^~/, home)));
}

/** @throws Error that names what is missing, where it was looked for, and what to do */
export function requireProviders(
  stacks: readonly AppStack[],
  folders: readonly string[],
  env: NodeJS.ProcessEnv,
): void {
  const missing = stacks.flatMap(({ name, folder }) => {
    return requiredBy(folder)
      .filter(({ source }) => !folders.some((path) => holdsProvider(path, source)))
      .map(({ source, version }) => `${source}${version === undefined ? "" : ` ${version}`} (stack ${name})`);
  });
  if (missing.length === 0) return;
  const searched = folders.length > 0 ? folders.map((folder) => `\n  ${folder}`).join("") : " no folder: none exists";
  const program = terraformOf(env);
  throw new Error(
    `Providers must be on this machine, because local uses no registry (got none of ${missing.join(", ")}). Looked in:${searched}\n` +
      `Set TF_PLUGIN_CACHE_DIR to a folder and run \`${program} init\` once where the provider is required, or fill a mirror with \`${program} providers mirror ~/.terraform.d/plugins\` in a folder whose configuration requires only these providers`,
  );
}

function requiredBy(folder: string): RequiredProvider[] {
  const required = [readConfig(folder).terraform?.required_providers ?? []].flat() as object[];
  return required
    .flatMap((block) => Object.entries(block) as [string, string | Partial<RequiredProvider>][])
    .map(([name, settings]) => {
      const { source = `hashicorp/${name}`, version } = typeof settings === "string" ? { version: settings } : settings;
      return { source, version };
    })
    .filter(({ source }) => !OWN_HOSTS.some((host) => source.startsWith(`${host}/`)))
    .filter(({ source }) => source.split("/").slice(-2).join("/").toLowerCase() !== VENDOR_SOURCE);
}

function holdsProvider(folder: string, source: string): boolean {
  const hosts = source.split("/").length > 2 ? [""] : REGISTRIES;
  return hosts.some((host) => {
    const path = join(folder, host, source);
    return existsSync(path) && readdirSync(path).length > 0;
  });
}
