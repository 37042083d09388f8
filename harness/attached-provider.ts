/**
 * Providers that run in this process across Terraform commands, from their sources: each command saves several starts of
 * a provider. For tests that do not cover how Terraform installs and starts a provider.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VENDOR_ADDRESSES } from "../local/vendor/mirror";
import { vendorProvider } from "../local/vendor/provider";
import type { Listener } from "../provider/plugin/grpc";
import { reattachment } from "../provider/plugin/handshake";
import { serveRuns } from "../provider/plugin/serve";
import { createProvider } from "../provider/provider";
import { PROVIDER_SOURCE } from "../provider/schema";

export interface AttachedProviderOptions {
  /** Source addresses of the provider, for Terraform and OpenTofu. */
  readonly sources: readonly string[];
  /** Serves the provider for the directory and environment with which Terraform would start it. */
  readonly serve: (directory: string, env: NodeJS.ProcessEnv) => Promise<Listener>;
}

const { version } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8")) as { version: string };

const NO_LOG = { write: (): void => undefined };

/** The simulation of the vendor's provider, at its addresses in both registries. */
export const ATTACHED_VENDOR: AttachedProviderOptions = {
  sources: VENDOR_ADDRESSES,
  serve: (directory, env) => serveRuns(vendorProvider(env, directory), NO_LOG),
};

/** The provider `tencentci`. */
export const ATTACHED_TENCENTCI: AttachedProviderOptions = {
  sources: [PROVIDER_SOURCE],
  serve: (_directory, env) => serveRuns(createProvider(version, env), NO_LOG),
};

export const ATTACHED = [ATTACHED_VENDOR, ATTACHED_TENCENTCI];

export class AttachedProvider {
  private constructor(
    private readonly listener: Listener,
    /** Its entry in TF_REATTACH_PROVIDERS. */
    readonly reattach: Readonly<Record<string, unknown>>,
  ) {}

  static async start(
    { sources, serve }: AttachedProviderOptions,
    directory: string,
    env: NodeJS.ProcessEnv,
  ): Promise<AttachedProvider> {
    const listener = await serve(directory, env);
    const entry = reattachment(listener.address);
    return new AttachedProvider(listener, Object.fromEntries(sources.map((source) => [source, entry])));
  }

  stop(): void {
    this.listener.close();
  }
}
