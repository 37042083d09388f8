import { describe, expect, it } from "vitest";
import { defaultPlan } from "../../../provider/plugin/plan";
import type { Block } from "../../../provider/plugin/schema";
import { UNKNOWN } from "../../../provider/plugin/values";

const inner = { key: { type: "string", required: true }, made: { type: "string", computed: true } } as const;
const block: Block = {
  attributes: {
    id: { type: "string", computed: true },
    name: { type: "string", optional: true },
    size: { type: "number", optional: true, computed: true },
    nested: { nested_type: { nesting_mode: "single", attributes: inner }, optional: true },
  },
  block_types: { item: { nesting_mode: "list", block: { attributes: inner } } },
};

describe("the plan by default", () => {
  it("sets unconfigured computed values to unknown at creation, in nested objects and blocks too", () => {
    const config = { id: null, name: "n", size: 3, nested: { key: "k", made: null }, item: [{ key: "a", made: null }] };
    expect(defaultPlan(block, null, config, config)).toEqual({
      id: UNKNOWN,
      name: "n",
      size: 3,
      nested: { key: "k", made: UNKNOWN },
      item: [{ key: "a", made: UNKNOWN }],
    });
  });

  it("keeps computed values at an update, and plans unknown values only for new elements", () => {
    const prior = { id: "1", name: "n", size: null, nested: null, item: [{ key: "a", made: "x" }] };
    const config = {
      id: null,
      name: "m",
      size: null,
      nested: { key: "k", made: null },
      item: [
        { key: "a", made: null },
        { key: "b", made: null },
      ],
    };
    const proposed = { ...config, id: "1", item: [{ key: "a", made: "x" }, config.item[1]!] };
    expect(defaultPlan(block, prior, proposed, config)).toEqual({
      id: "1",
      name: "m",
      size: null,
      nested: { key: "k", made: UNKNOWN },
      item: [
        { key: "a", made: "x" },
        { key: "b", made: UNKNOWN },
      ],
    });
  });

  it("is the prior state if nothing changes", () => {
    const prior = { id: "1", name: "n", size: null, nested: null, item: [] };
    expect(defaultPlan(block, prior, { ...prior }, { ...prior, id: null })).toBe(prior);
  });
});
