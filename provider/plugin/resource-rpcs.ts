/** The RPCs of a resource's life: checked, upgraded, read, planned, applied, imported. */
import { DiagnosticError } from "./diagnostics";
import { defaultPlan } from "./plan";
import { resolvePlan } from "./resolve";
import type { CallContext, ClientContext, Provider, Resource, StateResult } from "./provider";
import { conform, formatPrivate, parsePrivate, parseState } from "./state-json";
import { find, typeOf } from "./translate";
import type { Handler, Request, Translator } from "./translate";
import type { ObjectValue, Unresolved, Value } from "./values";
import { wirePath } from "./wire-schema";

export type ResourceRpc =
  | "ValidateResourceConfig"
  | "UpgradeResourceState"
  | "ReadResource"
  | "PlanResourceChange"
  | "ApplyResourceChange"
  | "ImportResourceState"
  | "MoveResourceState";

/** What the handlers need beside the provider. */
export interface ResourceHost<Client> {
  readonly translator: Translator;
  readonly call: CallContext;
  /** Undefined before the provider is configured. */
  readonly client: () => Client | undefined;
  /** @throws DiagnosticError before the provider is configured */
  readonly context: () => ClientContext<Client>;
}

export function resourceHandlers<Client>(
  { resources, legacyTypeSystem = false }: Provider<Client>,
  { translator: t, call, client, context }: ResourceHost<Client>,
): Record<ResourceRpc, Handler> {
  const resource = ({ typeName }: Request): Resource<Client> => find(resources, typeName, "resource");
  return {
    ValidateResourceConfig: t.guard(async (request) => {
      const type = resource(request);
      return t.diagnostics(await type.validate?.(t.read(request.config, type.schema) ?? {}));
    }),

    UpgradeResourceState: t.guard((request) => {
      const type = resource(request);
      const saved = parseState(request.rawState?.json ?? new Uint8Array());
      const current =
        request.version === type.schema.version ? saved : (type.upgrade?.(request.version, saved) ?? saved);
      return { upgradedState: t.write(conform(current, typeOf(type.schema)) as ObjectValue, type.schema) };
    }),

    ReadResource: t.guard(
      async (request) => {
        const type = resource(request);
        const state = t.read(request.currentState, type.schema);
        if (state === null) return { newState: request.currentState, private: request.private };
        const result = await type.read({ ...context(), state, private: parsePrivate(request.private) });
        return {
          newState: t.write(result.state, type.schema),
          private: result.private === undefined ? request.private : formatPrivate(result.private),
          ...t.diagnostics(result.diagnostics),
        };
      },
      (request) => ({ newState: request.currentState, private: request.private }),
    ),

    PlanResourceChange: t.guard(
      async (request) => {
        const type = resource(request);
        const { schema } = type;
        const prior = t.read(request.priorState, schema);
        const proposed = t.read(request.proposedNewState, schema);
        if (proposed === null) return { plannedState: request.proposedNewState, plannedPrivate: request.priorPrivate };
        const config = t.read(request.config, schema) ?? {};
        const planned = defaultPlan(schema.block, prior, proposed, config);
        const result = await type.plan?.({
          ...call,
          client: client(),
          prior,
          planned,
          config,
          private: parsePrivate(request.priorPrivate),
        });
        return {
          plannedState: t.write(result?.planned ?? planned, schema),
          requiresReplace: [...(type.replaceOnChange ?? []), ...(result?.requiresReplace ?? [])].map(wirePath),
          plannedPrivate: result?.private === undefined ? request.priorPrivate : formatPrivate(result.private),
          legacyTypeSystem,
          ...t.diagnostics(result?.diagnostics),
        };
      },
      (request) => ({ plannedState: request.priorState, plannedPrivate: request.priorPrivate }),
    ),

    ApplyResourceChange: t.guard(
      async (request) => {
        const type = resource(request);
        const prior = t.read(request.priorState, type.schema);
        const planned = t.read(request.plannedState, type.schema);
        const config = t.read(request.config, type.schema) ?? {};
        const remembered = parsePrivate(request.plannedPrivate);
        if (planned === null) {
          const warnings = prior && (await type.delete({ ...context(), prior, private: remembered }));
          return { newState: request.plannedState, ...t.diagnostics(warnings ?? []) };
        }
        const wanted = resolvePlan(planned, config) as object;
        const change = { ...context(), planned: planned as Unresolved<object>, wanted, private: remembered };
        const result: StateResult<object, unknown> =
          prior === null ? await type.create(change) : await type.update({ ...change, prior });
        return {
          newState: t.write(result.state, type.schema),
          private: result.private === undefined ? request.plannedPrivate : formatPrivate(result.private),
          legacyTypeSystem,
          ...t.diagnostics(result.diagnostics),
        };
      },
      (request) => ({ newState: request.priorState, private: request.plannedPrivate }),
    ),

    ImportResourceState: t.guard(async (request) => {
      const type = resource(request);
      if (!type.import) {
        throw new DiagnosticError({ severity: "error", summary: `${request.typeName} cannot be imported` });
      }
      const result = await type.import({ ...context(), id: request.id });
      const state = conform(result.state as Value, typeOf(type.schema)) as ObjectValue;
      return {
        importedResources: [
          { typeName: request.typeName, state: t.write(state, type.schema), private: formatPrivate(result.private) },
        ],
        ...t.diagnostics(result.diagnostics),
      };
    }),

    MoveResourceState: t.guard((request) => {
      const { targetTypeName, sourceTypeName } = request;
      const type = resource({ ...request, typeName: targetTypeName });
      if (!type.move) {
        const summary = `A ${sourceTypeName} cannot be moved to a ${targetTypeName}`;
        throw new DiagnosticError({ severity: "error", summary });
      }
      const result = type.move({
        sourceProvider: request.sourceProviderAddress,
        sourceType: sourceTypeName,
        state: parseState(request.sourceState?.json ?? new Uint8Array()),
      });
      return {
        targetState: t.write(result.state, type.schema),
        targetPrivate: formatPrivate(result.private),
        ...t.diagnostics(result.diagnostics),
      };
    }),
  };
}
