/** The RPCs of a provider: decode, call the provider, encode. Knows the protocol's messages, not how they travel. */
import { decodeValue, encodeValue } from "./codec";
import { DiagnosticError, diagnosticsOf } from "./diagnostics";
import type { Diagnostic } from "./diagnostics";
import type { Logger, Redactor } from "./log";
import type { RpcName } from "./messages";
import { defaultPlan } from "./plan";
import type { CallContext, ClientContext, DataSource, Provider, Resource, StateResult } from "./provider";
import { blockType } from "./schema";
import type { Block, CtyType, Schema } from "./schema";
import { registerSecrets } from "./sensitive";
import { conform, formatPrivate, parsePrivate, parseState } from "./state-json";
import { isObject } from "./values";
import type { ObjectValue, Unresolved, Value } from "./values";
import { wireDiagnostics, wirePath, wireSchema } from "./wire-schema";

interface DynamicValue {
  readonly msgpack?: Uint8Array;
}

/** Fields of all requests; a request has those of its RPC. */
interface Request {
  readonly typeName: string;
  readonly config?: DynamicValue;
  readonly priorState?: DynamicValue;
  readonly plannedState?: DynamicValue;
  readonly proposedNewState?: DynamicValue;
  readonly currentState?: DynamicValue;
  readonly private?: Uint8Array;
  readonly priorPrivate?: Uint8Array;
  readonly plannedPrivate?: Uint8Array;
  readonly rawState?: { readonly json?: Uint8Array };
  readonly version: number;
  readonly id: string;
  readonly terraformVersion: string;
}

type Handler = (request: Request) => object | Promise<object>;

/** The surroundings of a provider. */
export interface Host {
  readonly log: Logger;
  readonly redactor: Redactor;
  /** Aborted by StopProvider. */
  readonly stop: AbortController;
}

/** One function an RPC, from request message to response message. None throws. */
export function createHandlers<Client>(provider: Provider<Client>, host: Host): Record<RpcName, Handler> {
  const { redactor } = host;
  const { legacyTypeSystem = false } = provider;
  const call: CallContext = { signal: host.stop.signal, log: host.log };
  let configured: { readonly client: Client } | undefined;

  const context = (): ClientContext<Client> => {
    if (configured) return { ...call, client: configured.client };
    throw new DiagnosticError({ severity: "error", summary: "The provider is not configured" });
  };
  const read = (value: DynamicValue | undefined, schema: Schema): ObjectValue | null => {
    const bytes = value?.msgpack;
    if (!bytes || bytes.length === 0) return null;
    const decoded = decodeValue(bytes, typeOf(schema));
    registerSecrets(decoded, schema.block, redactor);
    return isObject(decoded) ? decoded : null;
  };
  const write = (value: object | null, schema: Schema): DynamicValue => {
    if (value !== null) registerSecrets(value as ObjectValue, schema.block, redactor);
    return { msgpack: encodeValue(value, typeOf(schema)) };
  };
  const diagnostics = (list: readonly Diagnostic[] | undefined): { diagnostics: object[] } => ({
    diagnostics: wireDiagnostics(list ?? [], (text) => redactor.redact(text)),
  });
  const resource = ({ typeName }: Request): Resource<Client> => find(provider.resources, typeName, "resource");
  const dataSource = ({ typeName }: Request): DataSource<Client> => find(provider.dataSources, typeName, "data source");
  /** Turns what a handler throws into diagnostics beside `fallback`, which keeps the state as it was. */
  const guard =
    (handler: Handler, fallback: (request: Request) => object = () => ({})): Handler =>
    async (request) => {
      try {
        return await handler(request);
      } catch (error) {
        if (!(error instanceof DiagnosticError)) host.log.error("unexpected", { stack: (error as Error)?.stack });
        return { ...fallback(request), ...diagnostics(diagnosticsOf(error)) };
      }
    };

  return {
    GetProviderSchema: guard(() => ({
      provider: wireSchema(provider.schema),
      resourceSchemas: schemas(provider.resources),
      dataSourceSchemas: schemas(provider.dataSources ?? {}),
      serverCapabilities: { getProviderSchemaOptional: true },
    })),

    ValidateProviderConfig: guard(async ({ config }) =>
      diagnostics(await provider.validate?.(read(config, provider.schema) ?? {})),
    ),

    ValidateResourceConfig: guard(async (request) => {
      const type = resource(request);
      return diagnostics(await type.validate?.(read(request.config, type.schema) ?? {}));
    }),

    ValidateDataResourceConfig: guard(async (request) => {
      const source = dataSource(request);
      return diagnostics(await source.validate?.(read(request.config, source.schema) ?? {}));
    }),

    ConfigureProvider: guard(async ({ config, terraformVersion }) => {
      const warnings: Diagnostic[] = [];
      const client = await provider.configure(read(config, provider.schema) ?? {}, {
        ...call,
        terraformVersion,
        secret: (text) => redactor.add(text),
        warn: (warning) => void warnings.push({ ...warning, severity: "warning" }),
      });
      configured = { client };
      return diagnostics(warnings);
    }),

    UpgradeResourceState: guard((request) => {
      const type = resource(request);
      const saved = parseState(request.rawState?.json ?? new Uint8Array());
      const current =
        request.version === type.schema.version ? saved : (type.upgrade?.(request.version, saved) ?? saved);
      return { upgradedState: write(conform(current, typeOf(type.schema)) as ObjectValue, type.schema) };
    }),

    ReadResource: guard(
      async (request) => {
        const type = resource(request);
        const state = read(request.currentState, type.schema);
        if (state === null) return { newState: request.currentState, private: request.private };
        const result = await type.read({ ...context(), state, private: parsePrivate(request.private) });
        return {
          newState: write(result.state, type.schema),
          private: result.private === undefined ? request.private : formatPrivate(result.private),
          ...diagnostics(result.diagnostics),
        };
      },
      (request) => ({ newState: request.currentState, private: request.private }),
    ),

    PlanResourceChange: guard(
      async (request) => {
        const type = resource(request);
        const { schema } = type;
        const prior = read(request.priorState, schema);
        const proposed = read(request.proposedNewState, schema);
        if (proposed === null) return { plannedState: request.proposedNewState, plannedPrivate: request.priorPrivate };
        const config = read(request.config, schema) ?? {};
        const planned = defaultPlan(schema.block, prior, proposed, config);
        const result = await type.plan?.({
          ...call,
          client: configured?.client,
          prior,
          planned,
          config,
          private: parsePrivate(request.priorPrivate),
        });
        return {
          plannedState: write(result?.planned ?? planned, schema),
          requiresReplace: [...(type.replaceOnChange ?? []), ...(result?.requiresReplace ?? [])].map(wirePath),
          plannedPrivate: result?.private === undefined ? request.priorPrivate : formatPrivate(result.private),
          legacyTypeSystem,
          ...diagnostics(result?.diagnostics),
        };
      },
      (request) => ({ plannedState: request.priorState, plannedPrivate: request.priorPrivate }),
    ),

    ApplyResourceChange: guard(
      async (request) => {
        const type = resource(request);
        const prior = read(request.priorState, type.schema);
        const planned = read(request.plannedState, type.schema);
        const config = read(request.config, type.schema) ?? {};
        const remembered = parsePrivate(request.plannedPrivate);
        if (planned === null) {
          if (prior !== null) await type.delete({ ...context(), prior, private: remembered });
          return { newState: request.plannedState };
        }
        const change = { ...context(), planned: planned as Unresolved<object>, config, private: remembered };
        const result: StateResult<object, unknown> =
          prior === null ? await type.create(change) : await type.update({ ...change, prior });
        return {
          newState: write(result.state, type.schema),
          private: result.private === undefined ? request.plannedPrivate : formatPrivate(result.private),
          legacyTypeSystem,
          ...diagnostics(result.diagnostics),
        };
      },
      (request) => ({ newState: request.priorState, private: request.plannedPrivate }),
    ),

    ImportResourceState: guard(async (request) => {
      const type = resource(request);
      if (!type.import) {
        throw new DiagnosticError({ severity: "error", summary: `${request.typeName} cannot be imported` });
      }
      const result = await type.import({ ...context(), id: request.id });
      const state = conform(result.state as Value, typeOf(type.schema)) as ObjectValue;
      return {
        importedResources: [
          { typeName: request.typeName, state: write(state, type.schema), private: formatPrivate(result.private) },
        ],
        ...diagnostics(result.diagnostics),
      };
    }),

    ReadDataSource: guard(async (request) => {
      const source = dataSource(request);
      const config = read(request.config, source.schema) ?? {};
      const result = await source.read({ ...context(), config });
      return { state: write(result.state, source.schema), ...diagnostics(result.diagnostics) };
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
  detail:
    "Terraform was asked to stop. What was under way may have been carried out; the next plan shows what is left.",
};

/** Types are made once a schema. */
const types = new WeakMap<Block, CtyType>();

function typeOf({ block }: Schema): CtyType {
  const known = types.get(block);
  if (known) return known;
  const type = blockType(block);
  types.set(block, type);
  return type;
}

function schemas(items: Readonly<Record<string, { readonly schema: Schema }>>): Record<string, object> {
  return Object.fromEntries(Object.entries(items).map(([name, { schema }]) => [name, wireSchema(schema)]));
}

function find<T>(items: Readonly<Record<string, T>> | undefined, name: string, kind: string): T {
  if (items && Object.hasOwn(items, name)) return items[name]!;
  throw new DiagnosticError({ severity: "error", summary: `The provider has no ${kind} "${name}"` });
}
