/** Simulates any resource type of the vendor's provider, by the data files. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DiagnosticError, errorAt } from "../../provider/plugin/diagnostics";
import type { Resource } from "../../provider/plugin/provider";
import { isObject, isUnknown, valuesEqual } from "../../provider/plugin/values";
import type { ObjectValue, Value } from "../../provider/plugin/values";
import type { Attributes, Json } from "../resources/kind";
import type { RemoteResource, VendorClient } from "./client";
import { validateConfig } from "./constraints";
import { VENDOR_KINDS } from "./kinds";
import { replacedBlocks, replacePaths, withDefaults, withoutInvisibleChanges } from "./plan";
import { resourceSchema, rulesOf } from "./schema";

type VendorResource = Resource<VendorClient, ObjectValue>;

/** @param directory Terraform's working directory */
export function vendorResource(type: string, directory = process.cwd()): VendorResource {
  const schema = resourceSchema(type);
  return {
    schema,
    replaceOnChange: replacePaths(type),

    validate: (config) => validateConfig(type, config),

    plan({ prior, planned, config }) {
      const filled = withDefaults(type, schema.block, planned, config);
      const complete = prior ? withoutInvisibleChanges(type, schema.block, filled, prior) : filled;
      return { planned: complete, requiresReplace: prior ? replacedBlocks(type, prior, complete) : [] };
    },

    async create({ client, planned }) {
      const attributes = knownValues(planned) as Attributes;
      checkVendorKind(type, attributes);
      const created = await client.create(type, attributes, await filesOf(directory, type, attributes));
      return { state: stateOf(type, created, attributes) };
    },

    async read({ client, state }) {
      const found = await client.read(type, idOf(state));
      return { state: found && withEmptyValues(type, stateOf(type, found, state)) };
    },

    async update({ client, planned, prior }) {
      const attributes = knownValues(planned) as Attributes;
      checkVendorKind(type, attributes);
      try {
        refuseChange(type, attributes, prior);
        const sent = VENDOR_KINDS[type]?.sentAttributes?.(attributes, prior as Attributes) ?? attributes;
        const updated = await client.update(type, idOf(prior), sent, await filesOf(directory, type, attributes, prior));
        return { state: stateOf(type, updated, attributes) };
      } catch (error) {
        // The SDK saves the planned state, unless the provider asks for the prior state.
        if (!(error instanceof DiagnosticError) || rulesOf(type).keeps_state_on_error) throw error;
        return { state: { ...attributes, id: idOf(prior) }, diagnostics: error.diagnostics };
      }
    },

    async delete({ client, prior }) {
      await client.delete(type, idOf(prior));
    },

    import: ({ id }) => Promise.resolve({ state: { id } }),
  };
}

function idOf(state: ObjectValue): string {
  return typeof state["id"] === "string" ? state["id"] : "";
}

/** The state that the provider derives from its reads. Attributes that it never reads keep their values. */
function stateOf(type: string, remote: RemoteResource, own: ObjectValue | Attributes): ObjectValue {
  const unread = (rulesOf(type).not_read_back ?? []).map((name) => [name, own[name] ?? null]);
  return { ...remote.attributes, id: remote.id, ...Object.fromEntries(unread) } as ObjectValue;
}

/** Replaces null by the empty values that the provider reads. */
function withEmptyValues(type: string, state: ObjectValue): ObjectValue {
  const empty = Object.entries(rulesOf(type).refreshed ?? {}).filter(([name]) => (state[name] ?? null) === null);
  return { ...state, ...Object.fromEntries(empty) };
}

function checkVendorKind(type: string, attributes: Attributes): void {
  const reason = VENDOR_KINDS[type]?.refuse?.(attributes);
  if (reason !== undefined) throw new DiagnosticError({ severity: "error", summary: reason });
}

function refuseChange(type: string, attributes: Attributes, prior: ObjectValue): void {
  const changed = (rulesOf(type).immutable ?? []).find((name) => !valuesEqual(attributes[name], prior[name]));
  if (changed === undefined) return;
  throw new DiagnosticError(errorAt([changed], `argument \`${changed}\` cannot be changed`));
}

/** Contents, in base64, of the local files that attributes name, if the names are new. They are read at apply. */
async function filesOf(
  directory: string,
  type: string,
  attributes: Attributes,
  prior?: ObjectValue,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of rulesOf(type).files ?? []) {
    const path = attributes[name];
    if (typeof path !== "string" || path === "" || path === prior?.[name]) continue;
    try {
      files[name] = (await readFile(resolve(directory, path))).toString("base64");
    } catch (error) {
      throw new DiagnosticError(errorAt([name], `${name} cannot be read`, (error as Error).message));
    }
  }
  return files;
}

/** The values known at plan; the cloud supplies the others. */
function knownValues(value: Value): Json {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return (value as Value[]).map(knownValues);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, knownValues(member)]));
}
