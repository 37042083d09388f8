import type { Credential } from "../options";
import type { Debuggers } from "./debuggers";
import type { Guardian } from "./guardian";
import type { Logs } from "./logs";
import type { FunctionConfig, FunctionName, FunctionVersion } from "./model";
import { Pool } from "./pool";

/** The parts of the cloud that processes of functions need. */
export interface FunctionsOptions {
  readonly appId: string;
  readonly instanceLimit: number;
  readonly temporaryDirectory: string;
  readonly logs: Logs;
  /** Ends the processes if the cloud is killed. @default - none */
  readonly guardian?: Pick<Guardian, "add" | "remove">;
  /** @default - no debuggers */
  readonly debuggers?: Pick<Debuggers, "take">;
  /** Address of the API endpoint; a real function uses the services' own host names. */
  endpoint(): string;
  /** A temporary key for an execution role. */
  issueCredential(role: string): Credential;
  /** Revokes an issued key. */
  revokeCredential?(secretId: string): void;
  /** Called when the latest code of a function is new. @default - not reported */
  onCode?(name: FunctionName, code: Uint8Array): void;
  /** Called when a function was deleted. @default - not reported */
  onDelete?(name: FunctionName): void;
  /** Called for every call of a function: when to kill its process. @default - never */
  killWhen?(functionName: string): "before" | "after" | undefined;
}

/** Time limit that a function with a debugger reads, in seconds: the platform's maximum. */
const DEBUGGED_S = 900;

/** A version of a function, with its processes. */
export function createVersion(
  options: FunctionsOptions,
  name: FunctionName,
  version: string,
  config: FunctionConfig,
  code: Uint8Array,
): FunctionVersion {
  const { appId, instanceLimit, temporaryDirectory, logs, debuggers } = options;
  const { role } = config;
  const pool = new Pool({
    code,
    handler: config.handler,
    memoryMb: config.memoryMb,
    timeoutS: config.timeoutS,
    environment: (key) => ({
      ...platformVariables(key),
      ...config.environment,
      ...reservedVariables(options, name, version, config),
    }),
    issueKey: role === undefined ? undefined : () => options.issueCredential(role),
    revokeKey: (secretId) => options.revokeCredential?.(secretId),
    context: {
      function_name: name.name,
      function_version: version,
      namespace: name.namespace,
      memory_limit_in_mb: config.memoryMb,
      time_limit_in_ms: (debuggers ? DEBUGGED_S : config.timeoutS) * 1000,
      tencentcloud_region: name.region,
      tencentcloud_appid: appId,
      environment: JSON.stringify(config.environment),
    },
    killWhen: () => options.killWhen?.(name.name),
    instanceLimit,
    temporaryDirectory,
    takeDebugPort: debuggers && ((yieldPort) => debuggers.take(name, yieldPort)),
    guardian: options.guardian,
    onLine: (requestId, stream, text) => {
      logs.add({ namespace: name.namespace, functionName: name.name, version, requestId, stream, text });
    },
  });
  return { version, config, code, pool };
}

/** Variables that a function's own environment may override. */
function platformVariables(key: Credential | undefined): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    ...(key && {
      TENCENTCLOUD_SECRETID: key.secretId,
      TENCENTCLOUD_SECRETKEY: key.secretKey,
      TENCENTCLOUD_SESSIONTOKEN: key.token ?? "",
    }),
  };
}

/** Variables that SCF sets last. */
function reservedVariables(
  options: FunctionsOptions,
  { region, namespace, name }: FunctionName,
  version: string,
  { runtime }: FunctionConfig,
): Record<string, string> {
  return {
    SCF_FUNCTIONNAME: name,
    SCF_FUNCTIONVERSION: version,
    SCF_NAMESPACE: namespace,
    SCF_RUNTIME: runtime,
    TENCENTCLOUD_APPID: options.appId,
    TENCENTCLOUD_REGION: region,
    TENCENTCLOUD_RUNENV: "SCF",
    TENCENTCI_ENDPOINT: options.endpoint(),
  };
}
