import { expect, it } from "vitest";
import { VendorClient } from "../../local/vendor/client";
import { apiGatewayApi } from "../../local/vendor/kinds/api-gateway-api";
import { withoutInvisibleChanges } from "../../local/vendor/plan";
import { vendorResource } from "../../local/vendor/resource";
import { resourceSchema } from "../../local/vendor/schema";
import type { ObjectValue } from "../../provider/plugin/values";
import { startCloud } from "./support";

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

it("keeps a block that the platform fills in, and zero values in blocks", () => {
  const intranet = [{ ip_fixed: "DISABLE", ip_address: [] }];
  expect(planned("tencentcloud_scf_function", { intranet_config: [] }, { intranet_config: intranet })).toMatchObject({
    intranet_config: intranet,
  });
  const waf = (id: string | null): ObjectValue => ({ waf_config: [{ waf_open: "CLOSE", waf_instance_id: id }] });
  expect(planned("tencentcloud_scf_custom_domain", waf(null), waf(""))).toMatchObject(waf(""));
  expect(planned("tencentcloud_scf_custom_domain", waf("waf-1"), waf(""))).toMatchObject(waf("waf-1"));
});

it.each([
  ["the limit of an environment is sent as 0", { release_limit: 200 }, { release_limit: 0 }],
  ["the limit of an environment is sent as that of prepub", { release_limit: 200, pre_limit: 7 }, { release_limit: 7 }],
  ["the limit of prepub is sent", { pre_limit: 7 }, { pre_limit: 7, release_limit: 100 }],
])("of a changed API, %s", (_title, change, sent) => {
  const prior = { pre_limit: 100, release_limit: 100, test_limit: 100 };
  expect(apiGatewayApi.sentAttributes?.({ ...prior, ...change }, prior)).toMatchObject(sent);
});

it("returns empty tags instead of null from a read, but not at apply", async () => {
  const cloud = await startCloud();
  const { secretId, secretKey } = cloud.credential;
  const client = new VendorClient({ endpoint: new URL(cloud.url), secretId, secretKey, region: cloud.region });
  const logset = vendorResource("tencentcloud_cls_logset");
  const { state } = await logset.create({ client, planned: { logset_name: "one", tags: null } } as never);
  expect(state).toMatchObject({ tags: null });
  expect(await logset.read({ client, state } as never)).toMatchObject({ state: { tags: {} } });
});
