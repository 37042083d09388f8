/** The RPCs that import a resource by id or identity, or move it from another type. */
import { DiagnosticError } from "./diagnostics";
import { identityIn, importIdOf, storedIdentity, wireIdentitySchema } from "./identity";
import type { Identity } from "./identity";
import type { Provider, Resource } from "./provider";
import type { ResourceHost } from "./resource-rpcs";
import { conformBlock, formatPrivate, parseState } from "./state-json";
import { withinLimit } from "./timeouts";
import { find } from "./translate";
import type { Handler, Request } from "./translate";
import type { ObjectValue, Value } from "./values";
import { withoutWriteOnly } from "./write-only";

export type ImportRpc =
  "ImportResourceState" | "MoveResourceState" | "GetResourceIdentitySchemas" | "UpgradeResourceIdentity";

export function importHandlers<Client>(
  { resources }: Provider<Client>,
  { translator: t, call, context }: ResourceHost<Client>,
): Record<ImportRpc, Handler> {
  const resource = ({ typeName }: Request): Resource<Client> => find(resources, typeName, "resource");
  const identityOf = (request: Request): Identity => {
    const { identity } = resource(request);
    if (identity) return identity;
    throw new DiagnosticError({ severity: "error", summary: `${request.typeName} has no identity` });
  };
  return {
    ImportResourceState: t.guard(async (request) => {
      const type = resource(request);
      if (!type.import) {
        throw new DiagnosticError({ severity: "error", summary: `${request.typeName} cannot be imported` });
      }
      const id = request.identity ? importIdOf(request.identity, identityOf(request)) : request.id;
      const result = await withinLimit("read", null, type.timeouts, call.signal, (signal) =>
        type.import!({ ...context(), signal, id }),
      );
      const state = conformBlock(result.state as Value, type.schema.block) as ObjectValue;
      return {
        importedResources: [
          {
            typeName: request.typeName,
            state: t.write(withoutWriteOnly(state, type.schema), type.schema),
            private: formatPrivate(result.private),
            identity: identityIn(state, type.identity),
          },
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

    GetResourceIdentitySchemas: t.guard(() => ({
      identitySchemas: Object.fromEntries(
        Object.entries(resources).flatMap(([name, { identity }]) =>
          identity ? [[name, wireIdentitySchema(identity)]] : [],
        ),
      ),
    })),

    UpgradeResourceIdentity: t.guard((request) => ({
      upgradedIdentity: storedIdentity(request.rawIdentity?.json ?? new Uint8Array(), identityOf(request)),
    })),
  };
}
