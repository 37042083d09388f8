import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNKNOWN } from "../../provider/plugin";
import type { ObjectValue } from "../../provider/plugin";
import { validateConfig } from "../../local/vendor/constraints";
import { behaviourOf, resourceSchema, RESOURCE_TYPES, rulesOf } from "../../local/vendor/schema";
import { withDefaults } from "../../local/vendor/plan";

function errors(type: string, config: ObjectValue): string[] {
  return validateConfig(`tencentcloud_${type}`, config).map(({ summary, detail }) => `${summary}: ${detail}`);
}

describe("the data files about the vendor's provider", () => {
  it.each(RESOURCE_TYPES)("name only attributes of the schema: %s", (type) => {
    const rules = rulesOf(type);
    const paths = [
      ...Object.keys(behaviourOf(type)),
      ...Object.values(behaviourOf(type)).flatMap(({ conflicts_with = [], required_with = [] }) => [
        ...conflicts_with,
        ...required_with,
      ]),
      ...Object.keys(rules.validate ?? {}),
      ...Object.keys(rules.read_back ?? {}),
      ...(rules.files ?? []),
      ...(rules.immutable ?? []),
      ...(rules.not_read_back ?? []),
      ...[...(rules.id ?? "").matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
    ];
    const unknown = paths.filter((path) => {
      let block = resourceSchema(type).block;
      const names = path.split(".");
      const last = names.pop()!;
      for (const name of names) {
        const nested = block.block_types?.[name];
        if (!nested) return true;
        block = nested.block;
      }
      return !block.attributes?.[last] && !block.block_types?.[last];
    });
    expect(unknown).toEqual([]);
  });
});

it.each<[string, string, ObjectValue, string]>([
  [
    "an IP strategy without an IP",
    "api_gateway_ip_strategy",
    { strategy_data: "10.0.0.0/8" },
    '"strategy_data" must be an IP address',
  ],
  ["a memory size off the ladder", "scf_function", { mem_size: 200 }, '"mem_size" must be divisible by 128 (got 200)'],
  [
    "an element of a set",
    "api_gateway_service",
    { net_type: ["OUTER", "WIDE"] },
    '"net_type" must be one of "INNER", "OUTER" (got "WIDE")',
  ],
  [
    "a value in a block",
    "scf_function",
    { image_config: [{ image_type: "own" }] },
    '"image_config.image_type" must be one of',
  ],
  [
    "a lone member of a pair",
    "cos_bucket",
    { replica_role: "r" },
    "all of `replica_role,replica_rules,versioning_enable` must be specified",
  ],
  [
    "neither of two",
    "cls_alarm",
    { monitor_notice: [{}] },
    "exactly one of `condition,multi_conditions` must be specified (got none)",
  ],
  [
    "both of two",
    "cls_alarm",
    { monitor_notice: [{}], condition: "a", multi_conditions: [{}] },
    "exactly one of `condition,multi_conditions` must be specified (got condition, multi_conditions)",
  ],
])("refuses %s", (_, type, config, message) => {
  expect(errors(type, config)).toEqual([expect.stringContaining(message)]);
});

it("does not check unknown values", () => {
  const config = { name: UNKNOWN, zip_file: UNKNOWN, cos_bucket_name: "b", mem_size: UNKNOWN };
  expect(errors("scf_function", config)).toEqual([]);
});

it.each(["a", "1a", "a-", "a_", "a.b", "a/b", "a".repeat(61)])("refuses the function name %s", (name) => {
  expect(errors("scf_function", { name })).toHaveLength(1);
});

it("checks function names like the vendor's provider, for any text", () => {
  const name = fc.string({ unit: fc.constantFrom(..."aZ9é数-_:./ "), minLength: 2, maxLength: 62 });
  fc.assert(
    fc.property(name, (text) => {
      const isGood =
        text.length <= 60 &&
        /^\p{L}/u.test(text) &&
        !/[-_]$/.test(text) &&
        [...text].every((c) => /[\p{L}\p{N}:_-]/u.test(c));
      expect(errors("scf_function", { name: text }).length === 0).toBe(isGood);
    }),
  );
});

it("plans defaults for omitted arguments, in blocks too", () => {
  const type = "tencentcloud_scf_function";
  const { block } = resourceSchema(type);
  const image_config = [{ image_type: "personal", image_uri: "u", image_port: null }];
  const planned = withDefaults(type, block, { name: "f", timeout: null, image_config }, { name: "f", image_config });
  expect(planned).toMatchObject({ name: "f", timeout: 3, mem_size: 128, image_config: [{ image_port: 9000 }] });
  expect(withDefaults(type, block, { timeout: 9 }, { timeout: 9 })["timeout"]).toBe(9);
});
