/** Schemas inferred for types that the simulation does not know. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { referencesIn } from "../../local/remembered/references";
import { inferType } from "../../local/remembered/schema";
import type { RememberedType } from "../../local/remembered/schema";
import { usageOf } from "../../local/remembered/usage";
import type { JsonFile } from "../../local/remembered/usage";
import { completeAttributes } from "../../local/remembered/values";
import type { Attributes, Json } from "../../local/resources/kind";
import type { Block } from "../../provider/plugin/schema";

const SUBJECT = { baseType: "x", seed: "id-1", region: "ap-guangzhou", appId: "1250000000" };

function infer(body: object, ...references: readonly string[]): RememberedType {
  const file = { resource: { tencentcloud_x: { y: body } }, locals: { used: references } };
  return inferType(usageOf([file as unknown as JsonFile], "tencentcloud_").resource.get("tencentcloud_x")!);
}

function completed({ schema, shapes }: RememberedType, body: object, userValues: object = {}): Attributes {
  return completeAttributes(
    schema.block,
    shapes,
    { ...(body as Attributes), id: "id-1" },
    userValues as Attributes,
    SUBJECT,
  );
}

/** Whether Terraform accepts a body in JSON syntax: blocks are an object or an array of objects. */
function accepts({ attributes = {}, block_types: blocks = {} }: Block, body: Json): boolean {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return false;
  return Object.entries(body as Record<string, Json>).every(([name, value]) => {
    if (name in attributes) return true;
    if (!(name in blocks)) return false;
    const bodies = Array.isArray(value) ? (value as Json[]) : [value];
    return (
      (blocks[name]!.nesting_mode !== "single" || bodies.length === 1) &&
      bodies.every((item) => accepts(blocks[name]!.block, item))
    );
  });
}

/** The configuration as Terraform gives it to the provider: repeated blocks are lists with all attributes. */
function configured({ attributes = {}, block_types: blocks = {} }: Block, body: Attributes): Attributes {
  return Object.fromEntries([
    ...Object.keys(attributes).map((name) => [name, body[name] ?? null] as const),
    ...Object.entries(blocks).map(([name, { nesting_mode: mode, block }]) => {
      const value = body[name] ?? null;
      if (mode === "single") return [name, value && configured(block, value as Attributes)] as const;
      const bodies = value === null ? [] : Array.isArray(value) ? (value as Attributes[]) : [value as Attributes];
      return [name, bodies.map((item) => configured(block, item))] as const;
    }),
  ]);
}

type Path = readonly (string | number)[];

function at(value: Json, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, step) => {
    if (typeof step === "number") return Array.isArray(inner) ? (inner as Json[])[step] : undefined;
    return typeof inner === "object" && inner !== null ? (inner as Record<string, Json>)[step] : undefined;
  }, value);
}

describe("references", () => {
  it.each<[string, (string | number | null)[]]>([
    ["tencentcloud_x.y.id", ["id"]],
    ["tencentcloud_x.y[0].id", ["id"]],
    ['tencentcloud_x.y["a.b"].ip', ["ip"]],
    ["tencentcloud_x.y[*].id", ["id"]],
    ["tencentcloud_x.y.*.id", ["id"]],
    ["tencentcloud_x.y[each.value[0]].id", ["id"]],
    ["tencentcloud_x.y.nodes[1].ip", ["nodes", 1, "ip"]],
    ["tencentcloud_x.y.nodes.0.ip", ["nodes", 0, "ip"]],
    ["tencentcloud_x.y.nodes[*].ip", ["nodes", 0, "ip"]],
    ["tencentcloud_x.y.nodes[count.index].ip", ["nodes", null, "ip"]],
    ['tencentcloud_x.y.tags["a/b"]', ["tags", "a/b"]],
    ["tencentcloud_x.y.port - 1", ["port"]],
    ["tencentcloud_x.y", []],
  ])("%s", (text, path) => {
    expect(referencesIn(`\${f(${text})}`, "tencentcloud_")).toMatchObject([
      { mode: "resource", type: "tencentcloud_x", name: "y", path },
    ]);
    expect(referencesIn(`\${data.${text}}`, "tencentcloud_")).toMatchObject([{ mode: "data", path }]);
    expect(referencesIn(`\${module.${text} my-${text} other_${text}}`, "tencentcloud_")).toEqual([]);
  });
});

describe("a schema", () => {
  it("has the plain types of the configuration, and the dynamic type for other values", () => {
    const { attributes } = infer({ a: "x", b: 1, c: true, d: "${var.d}", e: ["x"], f: { g: 1 }, h: null }).schema.block;
    expect(Object.fromEntries(Object.entries(attributes!).map(([name, { type }]) => [name, type]))).toEqual({
      ...{ a: "string", b: "number", c: "bool", d: "dynamic", e: "dynamic", f: "dynamic", id: "string" },
    });
  });

  it("computes only attributes that are referred to", () => {
    const { block } = infer({ a: "x", b: "x" }, "${tencentcloud_x.y.a}", "${tencentcloud_x.y.c}").schema;
    const computed = Object.entries(block.attributes!).filter(([, attribute]) => attribute.computed);
    expect(computed.map(([name]) => name).sort()).toEqual(["a", "c", "id"]);
  });

  it.each<[string, object, string[], string | undefined]>([
    ["a list of objects is an attribute", { n: [{ a: 1 }] }, [], undefined],
    ["a list of objects with a member that it lacks is a block", { n: [{ a: 1 }] }, ["n[0].b"], "list"],
    ["a list of objects of which one lacks the member is a block", { n: [{ a: 1 }, { b: 2 }] }, ["n[1].a"], "list"],
    ["an object that is referred to by index is a block", { n: { a: 1 } }, ["n[0].a"], "list"],
    ["an object with a member that it lacks is a single block", { n: { a: 1 } }, ["n.b"], "single"],
    ["an object with names that no block can have is an attribute", { n: { "a/b": 1 } }, ['n["c"]'], undefined],
    ["an object with an index that only apply knows is an attribute", { n: { a: 1 } }, ["n[var.key]"], undefined],
    ["an expression is an attribute", { n: "${var.n}" }, ["n[0].a"], undefined],
    ["a dynamic block is a block", { dynamic: { n: [{ for_each: [], content: { a: 1 } }] } }, [], "list"],
    [
      "a dynamic block beside a block is a block",
      { n: [{ b: 1 }], dynamic: { n: { for_each: [], content: [{ a: 1 }] } } },
      [],
      "list",
    ],
    ["a block with a dynamic block is a block", { n: { dynamic: { m: [{ content: { a: 1 } }] } } }, [], "single"],
    [
      "a list with an object that is referred to by index is a block",
      { n: [{ m: { a: 1 } }] },
      ["n[0].m[0].a"],
      "list",
    ],
    ["a list in which an object lacks a member is a block", { n: [{ m: { a: 1 } }] }, ["n[0].m.b"], "list"],
  ])("%s", (_title, body, paths, nesting) => {
    const { block } = infer(body, ...paths.map((path) => `\${tencentcloud_x.y.${path}}`)).schema;
    expect(block.block_types?.["n"]?.nesting_mode).toBe(nesting);
    expect("n" in block.attributes!).toBe(nesting === undefined);
  });

  it("omits meta-arguments and invalid names, and has the arguments of ignore_changes", () => {
    const lifecycle = { ignore_changes: ["tags", "disks[0].size", "all"], create_before_destroy: true };
    const body = {
      count: 1,
      for_each: {},
      depends_on: [],
      provider: "x",
      provisioner: {},
      connection: {},
      "//": {},
      lifecycle,
    };
    const { block } = infer({ ...body, Bad: 1, "b-d": 1, dynamic: {}, good: 1 }).schema;
    expect(Object.keys(block.attributes!).sort()).toEqual(["disks", "good", "id", "tags"]);
    expect(block.block_types).toEqual({});
  });

  it("includes references of a resource to itself and to a whole object", () => {
    const condition = { postcondition: [{ condition: "${self.state == 1}" }] };
    const { attributes } = infer(
      { lifecycle: condition },
      "${[for k, v in tencentcloud_x.y : v.ip]}",
      "${each.value.port}",
    ).schema.block;
    expect(Object.keys(attributes!).sort()).toEqual(["id", "ip", "port", "state"]);
  });

  const names = fc.constantFrom("a", "b", "c", "nodes", "port", "tags", "dynamic_x");
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json>("x", 1, true, "${var.x}", []),
      fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(fc.dictionary(names, tie("value"), { maxKeys: 3, noNullPrototype: true }), {
        minLength: 1,
        maxLength: 3,
      }),
    ),
  }));
  const bodies = fc.dictionary(names, value, { maxKeys: 5, noNullPrototype: true });
  const references = fc.array(
    fc.tuple(
      names,
      fc.array(
        fc.oneof(
          names.map((name) => `.${name}`),
          fc.nat(2).map((index) => `[${index}]`),
        ),
        { maxLength: 3 },
      ),
    ),
    { maxLength: 5 },
  );

  it("accepts every configuration from which it was inferred, with any references", () => {
    fc.assert(
      fc.property(bodies, bodies, references, (first, second, used) => {
        const texts = used.map(([name, steps]) => `\${tencentcloud_x.y.${name}${steps.join("")}}`);
        const file = { resource: { tencentcloud_x: { y: first, z: second } }, locals: { texts } };
        const { schema } = inferType(usageOf([file], "tencentcloud_").resource.get("tencentcloud_x")!);
        expect([accepts(schema.block, first), accepts(schema.block, second)]).toEqual([true, true]);
      }),
    );
  });

  it("gives a value to every referenced attribute that the configuration omits", () => {
    fc.assert(
      fc.property(references, (used) => {
        // References of one configuration agree on what is a list and what an object.
        const paths = used.map(
          ([name, steps]) => [name, ...steps.map((step) => (step.startsWith(".") ? step.slice(1) : 0))] as Path,
        );
        const isAgreed = (path: Path): boolean =>
          path.every((step, depth) =>
            paths.every((other) => {
              const isBeside =
                depth > 0 && other.slice(0, depth).join() === path.slice(0, depth).join() && other.length > depth;
              return !isBeside || typeof other[depth] === typeof step;
            }),
          );
        fc.pre(paths.every(isAgreed));
        const texts = paths.map(
          (path) =>
            `\${tencentcloud_x.y${path.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")}}`,
        );
        const type = infer({}, ...texts);
        const value = completed(type, configured(type.schema.block, {}));
        for (const path of paths) expect(at(value, path) ?? null, path.join(".")).not.toBeNull();
      }),
    );
  });
});

describe("values", () => {
  it("are the user's for omitted attributes, in blocks too", () => {
    const body = { name: "n", disks: [{ size: 1 }, { size: 2 }] };
    const type = infer(
      body,
      "${tencentcloud_x.y.ip}",
      "${tencentcloud_x.y.disks[1].disk_id}",
      "${tencentcloud_x.y.port}",
    );
    const userValues = { ip: "127.0.0.1", port: "13306", disks: [{ disk_id: "disk-1" }, { disk_id: "disk-2" }] };
    const value = completed(type, configured(type.schema.block, body), userValues);
    expect(value).toMatchObject({
      ip: "127.0.0.1",
      port: "13306",
      disks: [{ size: 1, disk_id: "disk-1" }, { disk_id: "disk-2" }],
    });
  });
});
