/** The RPCs of a resource: validate, upgrade, read, plan, apply. */
import { identityIn } from "./identity";
import { defaultPlan } from "./plan";
import { resolvePlan } from "./resolve";
import type { CallContext, ClientContext, Provider, Resource, StateResult } from "./provider";
import { conformBlock, formatPrivate, parsePrivate, parseState } from "./state-json";
import { checkTimeouts, splitTimeouts, withinLimit } from "./timeouts";
import { find } from "./translate";
import type { Handler, Request, Translator } from "./translate";
import { valuesEqual } from "./values";
import type { ObjectValue, Unresolved, Value } from "./values";
import { wirePath } from "./wire-schema";
import { refuseWriteOnly, withoutWriteOnly, withWriteOnly } from "./write-only";

export type ResourceRpc =
  "ValidateResourceConfig" | "UpgradeResourceState" | "ReadResource" | "PlanResourceChange" | "ApplyResourceChange";

/** Dependencies of the handlers besides the provider. */
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
      const { object: config, timeouts } = parts(type, t.read(request.config, type.schema) ?? {});
      const isWriteOnlyKnown = request.clientCapabilities?.writeOnlyAttributesAllowed ?? false;
      return t.diagnostics([
        ...((await type.validate?.(config)) ?? []),
        ...checkTimeouts(timeouts),
        ...(isWriteOnlyKnown ? [] : refuseWriteOnly(config, type.schema)),
      ]);
    }),

    UpgradeResourceState: t.guard((request) => {
      const type = resource(request);
      const saved = parseState(request.rawState?.json ?? new Uint8Array());
      const current =
        request.version === type.schema.version ? saved : (type.upgrade?.(request.version, saved) ?? saved);
      return { upgradedState: t.writeSaved(conformBlock(current, type.schema.block) as ObjectValue, type.schema) };
    }),

    ReadResource: t.guard(
      async (request) => {
        const type = resource(request);
        const received = { value: t.read(request.currentState, type.schema), bytes: request.currentState };
        const { object: state, timeouts } = parts(type, received.value);
        if (state === null) return { newState: request.currentState, private: request.private };
        const remembered = parsePrivate(request.private);
        const result = await withinLimit("read", timeouts, type.timeouts, call.signal, (signal) =>
          type.read({ ...context(), signal, state, private: remembered }),
        );
        return {
          newState: t.write(stored(type, result.state, timeouts), type.schema, received),
          newIdentity: identityIn(result.state, type.identity),
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
        const { priorState, proposedNewState } = request;
        const proposed = t.read(proposedNewState, schema);
        if (proposed === null) return { plannedState: proposedNewState, plannedPrivate: request.priorPrivate };
        const config = t.read(request.config, schema) ?? {};
        const proposal = defaultPlan(schema.block, prior, withoutWriteOnly(proposed, schema), config);
        const { object: planned, timeouts } = parts(type, proposal);
        const result = await type.plan?.({
          ...call,
          client: client(),
          prior: parts(type, prior).object,
          planned,
          config: parts(type, config).object,
          private: parsePrivate(request.priorPrivate),
        });
        return {
          plannedState: t.write(stored(type, result?.planned ?? planned, timeouts), schema, {
            value: prior,
            bytes: priorState,
          }),
          plannedIdentity: identityIn(prior, type.identity),
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
        const { schema } = type;
        const { object: prior, timeouts: before } = parts(type, t.read(request.priorState, schema));
        const { object: planned, timeouts } = parts(type, t.read(request.plannedState, schema));
        const { object: config } = parts(type, t.read(request.config, schema) ?? {});
        const remembered = parsePrivate(request.plannedPrivate);
        if (planned === null) {
          const warnings =
            prior &&
            (await withinLimit("delete", before, type.timeouts, call.signal, (signal) =>
              type.delete({ ...context(), signal, prior, private: remembered }),
            ));
          return { newState: request.plannedState, ...t.diagnostics(warnings ?? []) };
        }
        const wanted = withWriteOnly(resolvePlan(planned, config) as object, config, schema);
        const change = { ...context(), planned: planned as Unresolved<object>, wanted, private: remembered };
        const result: StateResult<object, unknown> = await withinLimit(
          prior === null ? "create" : "update",
          timeouts,
          type.timeouts,
          call.signal,
          (signal) => {
            if (prior === null) return type.create({ ...change, signal });
            // Only the time limits change: no update needed.
            if (type.timeouts && valuesEqual(prior, planned)) return { state: prior };
            return type.update({ ...change, signal, prior });
          },
        );
        return {
          newState: t.write(stored(type, result.state, timeouts), schema),
          newIdentity: identityIn(result.state, type.identity),
          private: result.private === undefined ? request.plannedPrivate : formatPrivate(result.private),
          legacyTypeSystem,
          ...t.diagnostics(result.diagnostics),
        };
      },
      (request) => ({ newState: request.priorState, private: request.plannedPrivate }),
    ),
  };
}

/** Splits a value into the resource type's part and the time limits, which the type does not see. */
function parts<T extends ObjectValue | null>(
  { timeouts }: Resource<never>,
  value: T,
): ReturnType<typeof splitTimeouts<T>> {
  return timeouts ? splitTimeouts(value) : { object: value, timeouts: null };
}

/** A value in state form. */
function stored(type: Resource<never>, object: object | null, timeouts: Value): object | null {
  if (object === null) return null;
  return withoutWriteOnly(type.timeouts ? { ...object, timeouts } : object, type.schema);
}
