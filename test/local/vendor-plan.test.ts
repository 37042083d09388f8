import { expect, it } from "vitest";
import { withoutInvisibleChanges } from "../../local/vendor/plan";
import { resourceSchema } from "../../local/vendor/schema";
import type { ObjectValue } from "../../provider/plugin/values";

function planned(type: string, planned: ObjectValue, prior: ObjectValue): ObjectValue {
  return withoutInvisibleChanges(type, resourceSchema(type).block, planned, prior);
}

it.each([
  ["an empty text stays where nothing is configured", { vpc_id: null }, { vpc_id: "" }, { vpc_id: "" }],
  ["a text that is no longer configured goes", { vpc_id: null }, { vpc_id: "vpc-1" }, { vpc_id: null }],
  ["a text that is configured comes", { vpc_id: "vpc-1" }, { vpc_id: "" }, { vpc_id: "vpc-1" }],
  ["an empty map stays", { tags: null }, { tags: {} }, { tags: {} }],
  ["false stays", { dns_cache: null }, { dns_cache: false }, { dns_cache: false }],
])("in the plan of a function, %s", (_title, now, prior, expected) => {
  expect(planned("tencentcloud_scf_function", now, prior)).toMatchObject(expected);
});

it("keeps a block that the platform fills in, and zero values inside of blocks", () => {
  const intranet = [{ ip_fixed: "DISABLE", ip_address: [] }];
  expect(planned("tencentcloud_scf_function", { intranet_config: [] }, { intranet_config: intranet })).toMatchObject({
    intranet_config: intranet,
  });
  const waf = (id: string | null): ObjectValue => ({ waf_config: [{ waf_open: "CLOSE", waf_instance_id: id }] });
  expect(planned("tencentcloud_scf_custom_domain", waf(null), waf(""))).toMatchObject(waf(""));
  expect(planned("tencentcloud_scf_custom_domain", waf("waf-1"), waf(""))).toMatchObject(waf("waf-1"));
});
