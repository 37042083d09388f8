/**
 * Write-only attributes: their values are in the configuration, never in a state or plan. The server removes them from
 * every result, so a provider cannot store one by mistake.
 *
 * @see https://developer.hashicorp.com/terraform/plugin/framework/resources/write-only-arguments
 */
import { errorAt } from "./diagnostics";
import type { Diagnostic } from "./diagnostics";
import type { Attribute, Block, Schema } from "./schema";
import { isObject } from "./values";
import type { ObjectValue, Value } from "./values";

type Path = readonly string[];

const known = new WeakMap<Block, readonly Path[]>();

/** Paths of write-only attributes; lists, sets and maps are not supported. */
function pathsOf({ block }: Schema): readonly Path[] {
  const paths = known.get(block) ?? inAttributes(block.attributes ?? {});
  known.set(block, paths);
  return paths;
}

function inAttributes(attributes: Readonly<Record<string, Attribute>>): Path[] {
  return Object.entries(attributes).flatMap(([name, { write_only, nested_type }]) => {
    if (write_only) return [[name]];
    const inner = nested_type ? inAttributes(nested_type.attributes) : [];
    if (inner.length > 0 && nested_type?.nesting_mode !== "single") {
      throw new Error(`${name} must be a single object to have write-only attributes`);
    }
    return inner.map((path) => [name, ...path]);
  });
}

/** The value to store. */
export function withoutWriteOnly<T extends object | null>(value: T, schema: Schema): T {
  return pathsOf(schema).reduce<unknown>((result, path) => replaced(result, path, () => null), value) as T;
}

/** The values to send: the plan with the configuration's write-only values. */
export function withWriteOnly<T extends object>(planned: T, config: ObjectValue, schema: Schema): T {
  return pathsOf(schema).reduce<unknown>(
    (result, path) => replaced(result, path, () => valueAt(config, path)),
    planned,
  ) as T;
}

/** Errors for write-only values that an old Terraform would store. */
export function refuseWriteOnly(config: ObjectValue, schema: Schema): readonly Diagnostic[] {
  return pathsOf(schema).flatMap((path) => {
    if (valueAt(config, path) === null) return [];
    const detail = `${path.join(".")} is write-only. Terraform before 1.11 would store it in the state. Use a newer version, or the argument without _wo.`;
    return [errorAt(path, "Write-only argument not supported", detail)];
  });
}

function valueAt(value: Value, [name, ...rest]: Path): Value {
  if (name === undefined) return value;
  return isObject(value) ? valueAt(value[name] ?? null, rest) : null;
}

function replaced(value: unknown, [name, ...rest]: Path, replacement: () => Value): unknown {
  if (name === undefined) return replacement();
  if (!isObject(value)) return value;
  return { ...value, [name]: replaced(value[name] ?? null, rest, replacement) };
}
