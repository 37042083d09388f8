/**
 * Serves the providers of a stack to one run of Terraform from this process. Terraform starts a provider four times for
 * an apply, which takes longer than the provider's work.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../local/temporary-folder";
import { VENDOR_ADDRESSES, VENDOR_SOURCE, vendorExecutable } from "../../local/vendor/mirror";
import { providerExecutable } from "../../lib/terraform/provider-files";
import type * as plugin from "../../provider/plugin";

/** Longer paths of sockets are cut on some systems. */
const MAX_SOCKET_PATH = 100;

/** Exports of a provider's executable. */
interface Library {
  readonly provider: (env: NodeJS.ProcessEnv, directory: string) => plugin.Provider<never>;
}
type PluginLibrary = Library & Pick<typeof plugin, "reattachment" | "serveRuns">;

const load = createRequire(__filename);
const noLog = (): void => undefined;

/** Folder and environment of Terraform. */
export interface ProviderContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Calls a function with the variables that attach Terraform to the providers. Without them Terraform starts the
 * providers: on Windows, whose sockets have no owner, and if the folder for temporary files has a long path or cannot
 * have sockets.
 */
export async function withProviders<T>(
  { cwd, env }: ProviderContext,
  run: (env: NodeJS.ProcessEnv) => Promise<T>,
): Promise<T> {
  // Only this user can connect: a port of 127.0.0.1 is open to every user of the machine.
  const folder = await makeTemporaryFolder("plugins");
  const listeners: { close(): void }[] = [];
  try {
    const { serveRuns, reattachment, provider } = load(providerExecutable()) as PluginLibrary;
    const own = provider(env, cwd);
    const vendor = (load(vendorExecutable()!) as Library).provider(env, cwd);
    const served = [
      { sources: VENDOR_ADDRESSES, provider: vendor },
      // A stack of another version of this package has that version's provider.
      { sources: isInstalled(cwd, own) ? [own.source] : [], provider: own },
    ];
    const attached = attachedByUser(env, own.source);
    for (const [index, { sources, provider }] of served.entries()) {
      const socket = join(folder, String(index));
      const canServe = process.platform !== "win32" && Buffer.byteLength(socket) <= MAX_SOCKET_PATH;
      if (sources.length === 0 || !canServe) continue;
      // Some file systems have no sockets.
      const listener = await serveRuns(provider, { write: noLog, socket }).catch(() => undefined);
      if (!listener) continue;
      listeners.push(listener);
      for (const source of sources) attached[source] = reattachment(listener.address);
    }
    return await run({ ...env, TF_REATTACH_PROVIDERS: JSON.stringify(attached) });
  } finally {
    for (const listener of listeners) listener.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function isInstalled(cwd: string, { source, version }: Pick<plugin.Provider<never>, "source" | "version">): boolean {
  return existsSync(join(cwd, "terraform.d/plugins", source, version));
}

/** Providers that the user has attached, without the vendor's and `tencentci`, which may use the real cloud. */
function attachedByUser(env: NodeJS.ProcessEnv, ownSource: string): Record<string, unknown> {
  const text = env["TF_REATTACH_PROVIDERS"] || "{}";
  try {
    const attached = Object.entries((JSON.parse(text) ?? {}) as object);
    return Object.fromEntries(attached.filter(([source]) => !isReplaced(source.toLowerCase(), ownSource)));
  } catch {
    throw new Error(
      `TF_REATTACH_PROVIDERS must be JSON (got ${JSON.stringify(text)}); unset it, or set what a provider printed for it`,
    );
  }
}

/** Terraform accepts the vendor's address without its registry, and in capitals. */
function isReplaced(source: string, ownSource: string): boolean {
  return source === ownSource || source.split("/").slice(-2).join("/") === VENDOR_SOURCE;
}
