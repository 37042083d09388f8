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
import { complete } from "./values";

/** Attributes that must not have a part in an id: they differ from run to run. */
const SECRET = /password|passwd|secret|token|private_key/;

export function rememberedResource(
  type: string,
  remembered: RememberedType,
  values: ValueFile,
): Resource<VendorClient, ObjectValue> {
  const completed = async (client: VendorClient, attributes: Attributes, id: string): Promise<ObjectValue> => {
    const { schema, shapes, usage } = remembered;
    const given = valuesFor(values, usage, type, "resource", attributes);
    const subject = { thing: thingOf(type), seed: id, region: client.region, appId: await client.appId() };
    return complete(schema.block, shapes, { ...attributes, id }, without(given, "id"), subject);
  };
  return {
    schema: remembered.schema,

    async create({ client, wanted }) {
      const attributes = wanted as Attributes;
      const given = valuesFor(values, remembered.usage, type, "resource", attributes)["id"];
      for (let attempt = 0; ; attempt++) {
        const chosen = given ?? attributes["id"] ?? null;
        const id = chosen === null ? plausibleId(thingOf(type), seedOf(attributes, attempt)) : textOf(chosen);
        const state = await completed(client, attributes, id);
        // Objects with the same attributes get different ids.
        if (await client.remember(type, id, state as Attributes)) return { state };
        if (chosen !== null) throw new DiagnosticError(errorAt(["id"], `${type} ${id} exists already`));
      }
    },

    async read({ client, state }) {
      const id = idOf(state);
      const found = await client.recall(type, id);
      return { state: found && (await completed(client, state as Attributes, id)) };
    },

    async update({ client, wanted, prior }) {
      const id = idOf(prior);
      const state = await completed(client, wanted as Attributes, id);
      await client.replace(type, id, state as Attributes);
      return { state };
    },

    async delete({ client, prior }) {
      await client.forget(type, idOf(prior));
    },

    /** What exists outside the local cloud is remembered from now on. */
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
      const given = valuesFor(values, usage, type, "data", attributes);
      const seed = seedOf(attributes, 0);
      const id = attributes["id"] ?? given["id"] ?? plausibleId(thingOf(type), seed);
      const subject = { thing: thingOf(type), seed, region: client.region, appId: await client.appId() };
      return {
        state: complete(schema.block, shapes, { ...attributes, id }, without(given, "id"), subject),
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

function thingOf(type: string): string {
  return type.slice(TYPE_PREFIX.length);
}

/** The same configuration has the same id in every run. */
function seedOf(attributes: Attributes, attempt: number): string {
  const kept = Object.entries(attributes).filter(([name, value]) => value !== null && !SECRET.test(name));
  return JSON.stringify([kept.sort(([a], [b]) => (a < b ? -1 : 1)), attempt]);
}

function without(attributes: Attributes, name: string): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== name));
}
