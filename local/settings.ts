import { newCredential } from "./credentials";
import type { LocalCloudOptions } from "./options";

/** Options with every default filled in. */
export type Settings = Required<Omit<LocalCloudOptions, "vendorProvider" | "buildFolder" | "inspect">> &
  Pick<LocalCloudOptions, "buildFolder" | "inspect">;

/** Fills in the defaults; an option that is undefined counts as not set. */
export function withDefaults(options: LocalCloudOptions): Settings {
  const definedOptions = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return {
    port: 0,
    credentials: [newCredential()],
    appId: "1250000000",
    region: "ap-guangzhou",
    buckets: [],
    jobMs: 200,
    ffmpeg: false,
    queueVisibleMs: 0,
    callbackTimeoutMs: 30_000,
    strictWorkflows: true,
    normaliseTopology: false,
    instanceLimit: 8,
    eventMs: 10,
    asyncRetryMs: 60_000,
    publishMs: 10,
    provisionMs: 200,
    publicNames: false,
    onWarning: (message) => process.emitWarning(message),
    now: () => new Date(),
    ...definedOptions,
  };
}
