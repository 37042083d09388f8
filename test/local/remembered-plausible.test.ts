/** Values of attributes that the simulation does not know. */
import { describe, expect, it } from "vitest";
import { plausible, plausibleId } from "../../local/remembered/plausible";
import type { Json } from "../../local/resources/kind";

const SUBJECT = { baseType: "x", seed: "id-1", region: "ap-guangzhou", appId: "1250000000" };

describe("plausible values", () => {
  it.each<[string, unknown]>([
    ["intranet_ip", expect.stringMatching(/^10\.\d+\.\d+\.\d+$/)],
    ["public_ip", expect.stringMatching(/^203\.0\.113\.\d+$/)],
    ["port", 443],
    ["vpc_id", expect.stringMatching(/^vpc-[a-z0-9]{8}$/)],
    ["default_route_table_id", expect.stringMatching(/^rtb-[a-z0-9]{8}$/)],
    ["app_id", 1250000000],
    ["is_default", false],
    ["tags", {}],
    ["create_time", "2024-01-01 00:00:00"],
    ["availability_zone", "ap-guangzhou-3"],
    ["domain", expect.stringMatching(/\.example$/)],
    ["node_count", 1],
  ])("of %s are plausible, and the same for the same object", (name, value) => {
    expect(plausible(name, SUBJECT)).toEqual(value);
    expect(plausible(name, SUBJECT)).toEqual(plausible(name, { ...SUBJECT }));
  });

  it.each([
    ["vpc", "vpc"],
    ["subnet", "subnet"],
    ["security_group", "sg"],
    ["mysql_instance", "cdb"],
    ["redis_instance", "crs"],
    ["instance", "ins"],
    ["kubernetes_cluster", "cls"],
    ["cynosdb_cluster", "cynosdbmysql"],
    ["some_new_thing", "some-new-thing"],
  ])("of the id of %s have the prefix %s", (baseType, prefix) => {
    expect(plausibleId(baseType, "seed")).toMatch(new RegExp(`^${prefix}-[a-z0-9]{8}$`));
    expect(plausibleId(baseType, "other seed")).not.toBe(plausibleId(baseType, "seed"));
  });

  it("of a port are those of the database", () => {
    const port = (baseType: string): Json => plausible("intranet_port", { ...SUBJECT, baseType });
    expect(["mysql_instance", "redis_instance", "postgresql_instance"].map(port)).toEqual([3306, 6379, 5432]);
  });
});
