/** Fields of a body, set by their paths. */
type Container = Record<string, unknown>;

/** Values by path, such as `{ "JobsDetail.Input.Object": "a.mp4" }`. */
export type FieldValues = Readonly<Record<string, unknown>>;

/**
 * Sets fields of a body. A path is names with dots between them. A number is an index of a list; a name in a list
 * refers to its first item. Missing objects are created; `undefined` removes a field.
 *
 * @throws Error for an invalid path, or a path through a text
 */
export function setFields(body: Container, values: FieldValues): Container {
  const result = structuredClone(body);
  for (const [path, value] of Object.entries(values)) setField(result, path, value);
  return result;
}

function setField(body: Container, path: string, value: unknown): void {
  const names = path.split(".");
  if (names.some((name) => name === "" || name === "__proto__")) {
    throw new Error(`path must be names of fields with dots between them (got ${JSON.stringify(path)})`);
  }
  let parent: Container = body;
  for (const [index, name] of names.entries()) {
    const container = itemOf(parent, name);
    if (index === names.length - 1) {
      if (value === undefined) delete container[name];
      else container[name] = value;
      return;
    }
    container[name] ??= {};
    const next = container[name];
    if (typeof next !== "object" || next === null) {
      throw new Error(
        `path must go through objects and lists (got ${JSON.stringify(path)}: ${name} is ${JSON.stringify(next)})`,
      );
    }
    parent = next as Container;
  }
}

/** The first item, if a name is looked up in a list. */
function itemOf(parent: Container, name: string): Container {
  if (!Array.isArray(parent) || /^\d+$/.test(name)) return parent;
  parent[0] ??= {};
  return parent[0] as Container;
}
