/** The RPCs of a provider: decode, call the provider, encode. Independent of the transport. */
import { DiagnosticError } from "./diagnostics";
import type { Diagnostic } from "./diagnostics";
import type { Logger, Redactor } from "./log";
import type { RpcName } from "./messages";
import type { CallContext, ClientContext, DataSource, Provider } from "./provider";
import { importHandlers } from "./import-rpcs";
import { resourceHandlers } from "./resource-rpcs";
import type { Schema } from "./schema";
import { find, Translator } from "./translate";
import type { Handler, Request } from "./translate";
import { wireSchema } from "./wire-schema";

/** Services for a provider's run. */
export interface Host {
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Aborted by StopProvider. */
  readonly stop: AbortController;
}

/** One function per RPC, from request to response message. They never throw. */
export function createHandlers<Client>(provider: Provider<Client>, host: Host): Record<RpcName, Handler> {
  const { redactor } = host;
  const call: CallContext = { signal: host.stop.signal, log: host.log };
  let configured: { readonly client: Client } | undefined;

  const context = (): ClientContext<Client> => {
    if (configured) return { ...call, client: configured.client };
    throw new DiagnosticError({ severity: "error", summary: "The provider is not configured" });
  };
  const t = new Translator(redactor, host.log);
  const dataSource = ({ typeName }: Request): DataSource<Client> => find(provider.dataSources, typeName, "data source");

  const resourceHost = { translator: t, call, client: () => configured?.client, context };
  return {
    GetProviderSchema: t.guard(() => ({
      provider: wireSchema(provider.schema),
      resourceSchemas: schemas(provider.resources),
      dataSourceSchemas: schemas(provider.dataSources ?? {}),
      serverCapabilities: { getProviderSchemaOptional: true, moveResourceState: true },
    })),

    ValidateProviderConfig: t.guard(async ({ config }) =>
      t.diagnostics(await provider.validate?.(t.read(config, provider.schema) ?? {})),
    ),

    ...resourceHandlers(provider, resourceHost),
    ...importHandlers(provider, resourceHost),

    ValidateDataResourceConfig: t.guard(async (request) => {
      const source = dataSource(request);
      return t.diagnostics(await source.validate?.(t.read(request.config, source.schema) ?? {}));
    }),

    ConfigureProvider: t.guard(async ({ config, terraformVersion }) => {
      const warnings: Diagnostic[] = [];
      const client = await provider.configure(t.read(config, provider.schema) ?? {}, {
        ...call,
        terraformVersion,
        secret: (text) => redactor.add(text),
        warn: (warning) => void warnings.push({ ...warning, severity: "warning" }),
      });
      configured = { client };
      return t.diagnostics(warnings);
    }),

    ReadDataSource: t.guard(async (request) => {
      const source = dataSource(request);
      const config = t.read(request.config, source.schema) ?? {};
      const result = await source.read({ ...context(), config });
      return { state: t.write(result.state, source.schema), ...t.diagnostics(result.diagnostics) };
    }),

    StopProvider: () => {
      host.log.debug("stop requested");
      host.stop.abort(new DiagnosticError(STOPPED));
      return {};
    },
  };
}

const STOPPED: Diagnostic = {
  severity: "error",
  summary: "Interrupted",
  detail: "Terraform was asked to stop. A running operation may have completed; the next plan shows the rest.",
};

function schemas(items: Readonly<Record<string, { readonly schema: Schema }>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(items).map(([name, { schema }]) => [name, wireSchema(schema)]));
}
