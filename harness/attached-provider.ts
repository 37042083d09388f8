/** Providers that run across Terraform commands: each command saves half a second of start-up. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { PROVIDER_SOURCE } from "../provider/schema";
import { PROVIDER_EXECUTABLE, VENDOR_EXECUTABLE } from "./executables";

export interface AttachedProviderOptions {
  /** Its source addresses in the registries of Terraform and OpenTofu. */
  readonly sources: readonly string[];
  /** Executable of the provider. */
  readonly executable: string;
}

/** The simulation of the vendor's provider, at its addresses in both registries. */
export const ATTACHED_VENDOR: AttachedProviderOptions = {
  sources: ["registry.terraform.io", "registry.opentofu.org"].map((host) => `${host}/tencentcloudstack/tencentcloud`),
  executable: VENDOR_EXECUTABLE,
};

/** The provider `tencentci`. */
export const ATTACHED_TENCENTCI: AttachedProviderOptions = {
  sources: [PROVIDER_SOURCE],
  executable: PROVIDER_EXECUTABLE,
};

/** Both providers, for tests that are about something else than how Terraform installs and starts a provider. */
export const ATTACHED = [ATTACHED_VENDOR, ATTACHED_TENCENTCI];

export class AttachedProvider {
  private constructor(
    private readonly process: ChildProcess,
    /** Its entry in TF_REATTACH_PROVIDERS. */
    readonly reattach: Readonly<Record<string, unknown>>,
  ) {}

  /** Starts a provider with the directory and environment that Terraform would use. */
  static async start(
    { executable, sources }: AttachedProviderOptions,
    { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ): Promise<AttachedProvider> {
    const child = spawn(executable, ["-debug"], { cwd, env, stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const [plugin] = Object.values(JSON.parse(/'(.*)'/.exec(line)![1]!) as Record<string, unknown>);
    return new AttachedProvider(child, Object.fromEntries(sources.map((source) => [source, plugin])));
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }
}
