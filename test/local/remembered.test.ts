/** Types that the simulation does not know, under real Terraform. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ATTACHED_VENDOR } from "../../harness/attached-provider";
import { describeTerraform, terraformWorkspace } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";
import { startCloud } from "./support";

type Blocks = Readonly<Record<string, object>>;

const HEADER = {
  terraform: { required_providers: { tencentcloud: { source: "tencentcloudstack/tencentcloud" } } },
};

async function workspaceFor(values?: object) {
  const cloud = await startCloud();
  const folder = mkdtempSync(join(tmpdir(), "remembered-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "values.json");
  if (values) writeFileSync(file, JSON.stringify(values));
  const env = { ...cloud.environment(), ...(values && { TENCENTCI_LOCAL_VALUES: file }) };
  const workspace = await terraformWorkspace({ attached: [ATTACHED_VENDOR], config: {}, env });
  const configure = (blocks: Blocks): Promise<void> =>
    workspace.configure({ "main.tf.json": JSON.stringify({ ...HEADER, ...blocks }) });
  return { cloud, workspace, configure };
}

async function expectExitCode(code: number, command: ReturnType<TerraformWorkspace["plan"]>): Promise<string> {
  const result = await command;
  expect(result.code, result.text).toBe(code);
  return result.text;
}

async function outputsOf(workspace: TerraformWorkspace): Promise<Record<string, unknown>> {
  const { stdout } = await workspace.run(["output", "-json"]);
  const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** Starts the attached provider anew: it reads the configuration when it starts. */
const restartedFor = (configuration: string) => ({ env: { RESTARTED_FOR: configuration } });

const VPC = { name: "main", cidr_block: "10.0.0.0/16" };
const SUBNET = { vpc_id: "${tencentcloud_vpc.main.id}", availability_zone: "ap-guangzhou-3" };
const output = (value: string) => ({ value });

/** Each form in which an attribute or a block can be set and referred to. */
const FORMS: Blocks = {
  data: { tencentcloud_images: { main: { filters: [{ name: "os" }] } } },
  resource: {
    tencentcloud_vpc: { main: VPC },
    tencentcloud_subnet: {
      many: { ...SUBNET, count: 2, name: "s${count.index}", cidr_block: "10.0.${count.index}.0/24" },
      keyed: { ...SUBNET, for_each: { a: "1", b: "2" }, name: "${each.key}", cidr_block: "10.1.${each.value}.0/24" },
    },
    tencentcloud_security_group_rule_set: {
      rules: {
        dynamic: { ingress: [{ for_each: ["80", "443"], content: { action: "ACCEPT", port: "${ingress.value}" } }] },
        egress: [{ action: "ACCEPT", ports: ["ALL"], empty: null }],
      },
    },
    tencentcloud_instance: {
      one: {
        image_id: "${data.tencentcloud_images.main.images[0].image_id}",
        placement: { zone: "ap-guangzhou-3" },
        data_disks: [{ size: 10 }, { size: "20" }],
        security_groups: [],
        tags: { "a/b": "c", team: "media" },
        size: 10,
        lifecycle: {
          ignore_changes: ["user_data"],
          postcondition: [{ condition: '${self.status != ""}', error_message: "no" }],
        },
      },
      two: { size: "20", placement: [{ zone: "${tencentcloud_instance.one.placement[0].zone}" }], image_id: null },
    },
  },
  output: {
    disk: output("${tencentcloud_instance.one.data_disks[1].disk_id}"),
    host: output("${tencentcloud_instance.one.placement[0].host_id}"),
    tag: output('${tencentcloud_instance.one.tags["a/b"]}'),
    subnets: output("${tencentcloud_subnet.many[*].id}"),
    keyed: output('${[for key, subnet in tencentcloud_subnet.keyed : "${key} ${subnet.available_ip_count}"]}'),
    port: output("${tencentcloud_security_group_rule_set.rules.ingress[1].port}"),
    rules: output("${length(tencentcloud_security_group_rule_set.rules.rule_ids)}"),
    ip: output("${tencentcloud_instance.one.public_ip}:${tencentcloud_instance.two.vnc_port + 1}"),
  },
};

describeTerraform("types that are only remembered, under real Terraform", () => {
  it("accept every form of configuration, have plausible values, and change nothing in the next plan", async () => {
    const { cloud, workspace, configure } = await workspaceFor();
    await configure(FORMS);
    await expectExitCode(0, workspace.init());
    expect(await expectExitCode(0, workspace.apply())).toContain("8 added");

    expect(await outputsOf(workspace)).toEqual({
      disk: expect.stringMatching(/^disk-[a-z0-9]{8}$/) as string,
      host: expect.stringMatching(/^host-[a-z0-9]{8}$/) as string,
      tag: "c",
      subnets: [0, 1].map(() => expect.stringMatching(/^subnet-[a-z0-9]{8}$/) as string),
      keyed: ["a 1", "b 1"],
      port: "443",
      rules: 1,
      ip: expect.stringMatching(/^203\.0\.113\.\d+:444$/) as string,
    });
    expect(cloud.resources.filter(({ type }) => type === "tencentcloud_subnet")).toHaveLength(4);
    await expectExitCode(0, workspace.plan());
    await expectExitCode(0, workspace.destroy());
    expect(cloud.resources).toEqual([]);
  });

  it("are changed in place, replaced, created again, imported and destroyed without their configuration", async () => {
    const { cloud, workspace, configure } = await workspaceFor();
    const vpc = { tencentcloud_vpc: { main: VPC } };
    await configure({ resource: vpc, output: { id: output("${tencentcloud_vpc.main.id}") } });
    await expectExitCode(0, workspace.init());
    await expectExitCode(0, workspace.apply());
    const { id } = await outputsOf(workspace);

    const renamed = { tencentcloud_vpc: { main: { ...VPC, name: "other", tags: { a: "b" } } } };
    const outputs = { id: output("${tencentcloud_vpc.main.id}"), tag: output("${tencentcloud_vpc.main.tags.a}") };
    await configure({
      resource: renamed,
      output: { ...outputs, table: output("${tencentcloud_vpc.main.default_route_table_id}") },
    });
    const restarted = restartedFor("tags");
    expect(await expectExitCode(0, workspace.apply(restarted))).toContain("0 added, 1 changed, 0 destroyed");
    expect(await outputsOf(workspace)).toMatchObject({ id, tag: "b", table: expect.stringMatching(/^rtb-/) as string });
    expect(cloud.resources[0]).toMatchObject({ id, attributes: { name: "other", tags: { a: "b" } } });

    const replaced = await expectExitCode(
      0,
      workspace.apply({ ...restarted, args: ["-replace=tencentcloud_vpc.main"] }),
    );
    expect(replaced).toContain("1 added, 0 changed, 1 destroyed");
    await configure({
      resource: { tencentcloud_ccn: { theirs: { name: "theirs" } } },
      import: [{ to: "tencentcloud_ccn.theirs", id: "ccn-12345678" }],
    });
    const imported = await expectExitCode(0, workspace.apply(restartedFor("import")));
    expect(imported).toContain("1 imported, 0 added, 1 changed, 1 destroyed");
    expect(cloud.resources.map(({ type, id }) => `${type} ${id}`)).toEqual(["tencentcloud_ccn ccn-12345678"]);
  });

  it("have the values of the user's file, also after it has changed", async () => {
    const values = {
      tencentcloud_redis_instance: { ip: "127.0.0.1" },
      "tencentcloud_redis_instance.second": { ip: "127.0.0.2", port: "16379" },
      "data.tencentcloud_user_info": { uin: "100000000009" },
    };
    const { workspace, configure } = await workspaceFor(values);
    const addressOf = (name: string): string =>
      `\${tencentcloud_redis_instance.${name}.ip}:\${tencentcloud_redis_instance.${name}.port}`;
    await configure({
      data: { tencentcloud_user_info: { me: {} } },
      resource: { tencentcloud_redis_instance: { first: { name: "first" }, second: { name: "second" } } },
      output: {
        first: output(addressOf("first")),
        second: output(addressOf("second")),
        uin: output("${data.tencentcloud_user_info.me.uin} ${data.tencentcloud_user_info.me.app_id}"),
      },
    });
    await expectExitCode(0, workspace.init());
    await expectExitCode(0, workspace.apply());
    const outputs = { first: "127.0.0.1:6379", second: "127.0.0.2:16379", uin: "100000000009 1250000000" };
    expect(await outputsOf(workspace)).toEqual(outputs);
  });
});
