/** Resource types and data sources that the simulated provider only remembers. */
import { DiagnosticError, errorAt } from "../../provider/plugin/diagnostics";
import type { DataSource, Resource } from "../../provider/plugin/provider";
import type { ObjectValue } from "../../provider/plugin/values";
import type { Attributes, Json } from "../resources/kind";
import type { VendorClient } from "../vendor/client";
import { plausibleId } from "./plausible";
import type { RememberedType } from "./schema";
import { TYPE_PREFIX } from "./types";
import type { ValueFile } from "./value-file";
import { valuesFor } from "./value-file";
import { completeAttributes } from "./values";

/** Attributes that an id must not depend on: they differ from run to run. */
const SECRET = /password|passwd|secret|token|private_key/;

export function rememberedResource(
  type: string,
  remembered: RememberedType,
  values: ValueFile,
): Resource<VendorClient, ObjectValue> {
  const completeState = async (client: VendorClient, attributes: Attributes, id: string): Promise<ObjectValue> => {
    const { schema, shapes, usage } = remembered;
    const userValues = valuesFor(values, usage, type, "resource", attributes);
    const context = { baseType: baseTypeOf(type), seed: id, region: client.region, appId: await client.appId() };
    return completeAttributes(schema.block, shapes, { ...attributes, id }, without(userValues, "id"), context);
  };
  return {
    schema: remembered.schema,

    async create({ client, wanted }) {
      const attributes = wanted as Attributes;
      const userId = valuesFor(values, remembered.usage, type, "resource", attributes)["id"];
      for (let attempt = 0; ; attempt++) {
        const configuredId = userId ?? attributes["id"] ?? null;
        const id =
          configuredId === null ? plausibleId(baseTypeOf(type), seedOf(attributes, attempt)) : textOf(configuredId);
        const state = await completeState(client, attributes, id);
        // Objects with the same attributes get different ids.
        if (await client.remember(type, id, state as Attributes)) return { state };
        if (configuredId !== null) throw new DiagnosticError(errorAt(["id"], `${type} ${id} exists already`));
      }
    },

    async read({ client, state }) {
      const id = idOf(state);
      const found = await client.recall(type, id);
      return { state: found && (await completeState(client, state as Attributes, id)) };
    },

    async update({ client, wanted, prior }) {
      const id = idOf(prior);
      const state = await completeState(client, wanted as Attributes, id);
      await client.replace(type, id, state as Attributes);
      return { state };
    },

    async delete({ client, prior }) {
      await client.forget(type, idOf(prior));
    },

    /** Stores an object that exists outside the local cloud. */
    async import({ client, id }) {
      await client.replace(type, id, {});
      return { state: { id } };
    },
  };
}

export function rememberedDataSource(
  type: string,
  { schema, shapes, usage }: RememberedType,
  values: ValueFile,
): DataSource<VendorClient, ObjectValue> {
  return {
    schema,
    async read({ client, config }) {
      const attributes = config as Attributes;
      const userValues = valuesFor(values, usage, type, "data", attributes);
      const seed = seedOf(attributes, 0);
      const id = attributes["id"] ?? userValues["id"] ?? plausibleId(baseTypeOf(type), seed);
      const context = { baseType: baseTypeOf(type), seed, region: client.region, appId: await client.appId() };
      return {
        state: completeAttributes(schema.block, shapes, { ...attributes, id }, without(userValues, "id"), context),
      };
    },
  };
}

function idOf(state: ObjectValue): string {
  return typeof state["id"] === "string" ? state["id"] : "";
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function baseTypeOf(type: string): string {
  return type.slice(TYPE_PREFIX.length);
}

/** Seed of an id: the same configuration gives the same id in every run. */
function seedOf(attributes: Attributes, attempt: number): string {
  const stableEntries = Object.entries(attributes).filter(([name, value]) => value !== null && !SECRET.test(name));
  return JSON.stringify([stableEntries.sort(([a], [b]) => (a < b ? -1 : 1)), attempt]);
}

function without(attributes: Attributes, name: string): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== name));
}
