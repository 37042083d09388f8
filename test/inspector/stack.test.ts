/** Attributes of resources and their changes, as the page shows them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributesOf, changesOf, MASK, secretsIn, secretsOf } from "../../local/inspector/stack/attributes";
import { belongsToNode } from "../../local/inspector/stack/node-resources";
import { resourcesIn } from "../../local/inspector/stack/terraform";
import type { Json } from "../../local/resources/kind";

const NONE: readonly string[] = [];

describe("attributes", () => {
  const values = {
    name: "media",
    tags: { team: "video", "a b": "c" },
    rule: [{ days: 7, isOn: false }, { days: 0 }] as Json[],
    ...{ unset: null, empty: "", list: [], map: {} },
  };

  it("are lines by path, without empty values", () => {
    expect(attributesOf({ values }, NONE).map(({ name, value }) => `${name}=${value}`)).toEqual([
      ...["name=media", "tags.team=video", 'tags["a b"]=c', "rule[0].days=7", "rule[0].isOn=false", "rule[1].days=0"],
    ]);
  });

  it("that are sensitive are masked, alone or with all their members", () => {
    const shown = attributesOf({ values, sensitive: { name: true, tags: true, rule: [{ days: true }] } }, NONE);
    const masked = shown.filter(({ value }) => value === MASK).map(({ name }) => name);
    expect(masked).toEqual(["name", "tags.team", 'tags["a b"]', "rule[0].days"]);
  });

  it("do not show a sensitive value that another attribute contains", () => {
    const secret = { values: { current: "0123456789abcdef" }, sensitive: { current: true } };
    const shown = attributesOf({ values: { url: "https://h/0123456789abcdef?a=1" } }, secretsOf(secretsIn(secret)));
    expect(shown).toEqual([{ name: "url", value: `https://h/${MASK}?a=1` }]);
    expect(secretsIn({ values: { current: "short" }, sensitive: { current: true } })).toEqual([]);
  });

  it("are masked by name, also where nothing marks them as sensitive", () => {
    const values = { root_password: "p@ss", environment: { MYSQL_PASSWORD: "p@ss", TOKENS: "3" }, password_length: 12 };
    expect(attributesOf({ values }, NONE).map(({ name, value }) => `${name}=${value}`)).toEqual([
      ...[`root_password=${MASK}`, `environment.MYSQL_PASSWORD=${MASK}`, "environment.TOKENS=3", "password_length=12"],
    ]);
  });

  it("do not show the rest of a sensitive value that contains another, nor its form in JSON or a URL", () => {
    const secrets = secretsOf(["password", 'password-"9f 8e"']);
    const values = {
      plain: 'password-"9f 8e"',
      json: '{"p":"password-\\"9f 8e\\""}',
      url: "https://h/?p=password-%229f%208e%22",
    };
    expect(attributesOf({ values }, secrets).map(({ value }) => value)).toEqual([
      ...[MASK, `{"p":"${MASK}"}`, `https://h/?p=${MASK}`],
    ]);
  });

  it("never show a sensitive value at any path", () => {
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Json>("SECRET-VALUE", "open", 1, null),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("a", "b", "c d"), tie("tree")),
      ),
    }));
    const marksOf = (value: Json): Json => {
      if (value === "SECRET-VALUE") return true;
      if (typeof value !== "object" || value === null) return false;
      if (Array.isArray(value)) return value.map(marksOf);
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marksOf(member)]));
    };
    fc.assert(
      fc.property(tree, (value) => {
        const values = { value };
        const version = { values, sensitive: marksOf(values) };
        expect(JSON.stringify(attributesOf(version, NONE))).not.toContain("SECRET-VALUE");
        expect(JSON.stringify(changesOf({ values: null }, version, NONE))).not.toContain("SECRET-VALUE");
        expect(changesOf(version, version, NONE)).toEqual([]);
      }),
    );
  });
});

it("changes are differing attributes; an empty value counts as none, and a changed secret is reported, not shown", () => {
  const before = { values: { name: "a", size: 1, tags: null, key: "old-secret" }, sensitive: { key: true } };
  const after = { values: { name: "b", tags: {}, key: "new-secret", more: [true] }, sensitive: { key: true } };
  expect(changesOf(before, after, NONE)).toEqual([
    { name: "name", before: "a", after: "b" },
    { name: "size", before: "1" },
    { name: "key", before: MASK, after: MASK },
    { name: "more[0]", after: "true" },
  ]);
});

it("resources of modules are found too", () => {
  const resource = (address: string) => ({ address, mode: "managed" as const, type: "x", values: {} });
  const child_modules = [{ resources: [resource("module.a.x.y")], child_modules: [{ resources: [resource("deep")] }] }];
  const state = { values: { root_module: { resources: [resource("x.y")], child_modules } } };
  expect(resourcesIn(state).map(({ address }) => address)).toEqual(["x.y", "module.a.x.y", "deep"]);
  expect(resourcesIn({})).toEqual([]);
});

it.each([
  ["function media", { name: "media" }, true],
  ["function media", { function_name: "media", id: "x" }, true],
  ["function media", { name: "media-worker" }, false],
  ["bucket b-125", { bucket: "b-125" }, true],
  ["inbox b-125/ci-callbacks/", { id: "b-125" }, true],
  ["p0123", { id: "ap-guangzhou/b-125/p0123" }, true],
  ["p0123", { id: "ap-guangzhou/b-125/xp0123" }, false],
  ["ckafka://ap-guangzhou/ckafka-1/callbacks", { topic_name: "callbacks" }, true],
])("the node %s represents %j: %s", (node, values, isExpected) => {
  expect(belongsToNode(node, values)).toBe(isExpected);
});
