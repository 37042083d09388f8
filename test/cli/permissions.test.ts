import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { needsOfStack } from "../../cli/permissions/needs";
import type { Need, Task } from "../../cli/permissions/needs";
import { policyOf } from "../../cli/permissions/policy";
import { runPermissions } from "../../cli/permissions/run";
import { VENDOR_TYPES } from "../../cli/permissions/vendor-calls";
import { configOf } from "../../cli/stack/find";
import type { StackConfig } from "../../cli/stack/find";
import { allows, statementsOf } from "../../local/cam/policy";
import { camActions } from "../support/cam-actions";
import { exampleFolder, EXAMPLES } from "../support/synthesized";
import { stackFolder, written, writtenIn } from "./stack-folder";

const MEASURED_TASKS = ["plan", "apply", "destroy"] as const;
const MEASURED = JSON.parse(readFileSync(join(__dirname, "measured-calls.json"), "utf8")) as {
  readonly examples: Readonly<Record<string, Readonly<Record<(typeof MEASURED_TASKS)[number], readonly string[]>>>>;
  readonly actions: readonly string[];
};

/** Actions beyond the measured ones: not requested by the fake of the measurement, or not done there. */
const NOT_MEASURED: readonly string[] = [
  "cam:PassRole", // asked of sub-accounts alone
  ...["name/cos:DeleteMultipleObjects", "name/cos:DeleteObject"], // the buckets were empty
  ...["scf:UpdateTrigger", "cam:UpdateAssumeRolePolicy", "cam:UpdateRoleDescription", "cam:UpdatePolicy"],
  ...["cls:ModifyIndex", "cls:ModifyLogset", "apigw:ModifyService", "apigw:ModifyServiceEnvironmentStrategy"],
  ...["scf:PutReservedConcurrencyConfig", "apigw:ModifyApiEnvironmentStrategy", "tag:ModifyResourceTags"],
  ...["tse:ModifyCloudNativeAPIGatewayRouteRateLimit", "ci:ActiveMediaWorkflow"],
];

const configs = new Map<string, StackConfig>();
beforeAll(async () => {
  for (const name of EXAMPLES) configs.set(name, configOf(await exampleFolder(name)));
}, 180_000);

const needsOf = (example: string, task: Task): readonly Need[] => needsOfStack(configs.get(example)!).tasks[task];
const actionsOf = (example: string, task: Task): string[] => [
  ...new Set(needsOf(example, task).map(({ action }) => action)),
];

describe.each(EXAMPLES)("the policies of examples/%s", (example) => {
  it.each(MEASURED_TASKS)("cover every measured call to %s", (task) => {
    const statements = statementsOf(JSON.stringify(policyOf(needsOf(example, task))));
    const refused = MEASURED.examples[example]![task].filter(
      (call) => !camActions(call).some((action) => allows(statements, action, resourceOf(action, example))),
    );
    expect(refused).toEqual([]);
  });

  it("allow nothing else", () => {
    const { plan, apply, destroy } = MEASURED.examples[example]!;
    // Neither the queue nor a plan of the durable example was measured.
    // In the example of a topic only topic and trigger were changed, not the function.
    const others: Readonly<Record<string, readonly string[]>> = {
      "durable-delivery": [...MEASURED.examples["uploads"]!.apply, "ci.UpdateMediaQueue"],
      kafka: MEASURED.examples["function-url"]!.apply,
    };
    const more = others[example] ?? [];
    const known = new Set([...plan, ...apply, ...destroy, ...more].flatMap(camActions).concat(NOT_MEASURED));
    expect(actionsOf(example, "apply").filter((action) => !known.has(action))).toEqual([]);
    const isWrite = /:(Create|Update|Modify|Put|Delete|Release|Bind|Attach|Publish|Paused|Active)/;
    expect(actionsOf(example, "plan").filter((action) => isWrite.test(action))).toEqual([]);
    const isCreation = /:(Create|Put|Publish|Attach|Release|Bind)/;
    expect(actionsOf(example, "destroy").filter((action) => isCreation.test(action))).toEqual([]);
  });

  it("allow doctor and logs to read, and nothing else", () => {
    const actions = actionsOf(example, "look");
    expect(actions.filter((action) => !/:(Get|Describe|Head|Search|List)/.test(action))).toEqual([]);
    expect(actions).toEqual(expect.arrayContaining(["cam:GetRole", "scf:GetAlias", "cls:SearchLog"]));
    expect(actions.includes("name/cos:GetBucket")).toBe(example === "durable-delivery");
  });

  it("name the buckets for actions of CI and COS", () => {
    const { statement } = policyOf(needsOf(example, "apply"));
    for (const { action, resource } of statement) {
      const isOfBuckets = action.some((name) => /^(ci|name\/cos):/.test(name));
      if (!isOfBuckets || action.includes("ci:DescribeCIBuckets")) continue;
      expect(resource).not.toContain("*");
    }
    const lists = statement.find(({ action }) => action.includes("ci:DescribeCIBuckets"));
    expect(lists?.resource).toEqual(["*"]);
  });
});

/** The example's resource of an action. */
function resourceOf(action: string, example: string): string {
  if (action.startsWith("ci:")) {
    return /:Describe(CI|\w+)Buckets?$/.test(action)
      ? "*"
      : "qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/x";
  }
  if (!action.startsWith("name/cos:")) return "*";
  const buckets = Object.values(configs.get(example)!.resource?.["tencentcloud_cos_bucket"] ?? {});
  return `qcs::cos:ap-guangzhou:uid/1250000000:${String(buckets[0]!["bucket"])}/x`;
}

it("every action in the table was measured or is in the provider's source", () => {
  const known = new Set(MEASURED.actions.flatMap(camActions).concat(NOT_MEASURED));
  const all = Object.values(VENDOR_TYPES).flatMap(({ read, write, remove }) => [...read, ...write, ...remove]);
  expect([...new Set(all)].filter((action) => !known.has(action))).toEqual([]);
});

const QUEUE = { bucket: "media-1250000000", region: "ap-beijing", notify_config: { url: "x" } };

describe("permissions", () => {
  const config = {
    provider: { tencentcloud: [{ region: "ap-guangzhou" }] },
    resource: {
      tencentci_media_service: { S: { ...QUEUE, family: "document", disable_on_destroy: true } },
      tencentci_media_queue: { Q: { ...QUEUE, family: "document" } },
      tencentcloud_cam_role: { R: { name: "media-role" } },
      tencentcloud_scf_function: { F: { name: "f", role: "${tencentcloud_cam_role.R.name}" } },
      tencentcloud_vpc: { V: { name: "v" } },
    },
  };

  it("cover the calls for templates of every type", () => {
    const resource = { tencentcloud_ci_media_tts_template: { T: { bucket: "media-1250000000" } } };
    const { tasks, unknownTypes } = needsOfStack({ ...config, resource });
    expect(unknownTypes).toEqual([]);
    const on = "qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*";
    expect(tasks.plan).toEqual([{ action: "ci:DescribeMediaTemplates", resource: on }]);
    expect(tasks.apply.map(({ action }) => action)).toContain("ci:CreateMediaTemplate");
    expect(tasks.destroy.map(({ action }) => action)).toContain("ci:DeleteMediaTemplate");
  });

  it("prints one policy that can be pasted and piped", async () => {
    const { folder } = stackFolder({ config });
    const { code, out, err } = await written(runPermissions, [folder, "--for", "destroy", "--uin", "100000000001"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: "2.0",
      statement: expect.arrayContaining([
        {
          effect: "allow",
          action: ["ci:DeleteDocProcessBucket", "ci:DescribeDocProcessQueues", "ci:UpdateDocProcessQueue"],
          resource: ["qcs::ci:ap-beijing:uid/1250000000:bucket/media-1250000000/*"],
        },
      ]) as unknown,
    });
    expect(err).toContain("Not covered, because this library does not create them: tencentcloud_vpc");
  });

  it("restricts PassRole to the stack's roles if the account's owner is known", async () => {
    const { folder } = stackFolder({ config });
    const resourceOfPass = async (...args: string[]): Promise<unknown> => {
      const { out } = await written(runPermissions, [folder, "--json", ...args]);
      const { policies } = JSON.parse(out) as {
        policies: { apply: { statement: { action: string[]; resource: string[] }[] } };
      };
      return policies.apply.statement.find(({ action }) => action.includes("cam:PassRole"))!.resource;
    };
    expect(await resourceOfPass()).toEqual(["*"]);
    expect(await resourceOfPass("--uin", "100000000001")).toEqual(["qcs::cam::uin/100000000001:roleName/media-role"]);
  });

  it("allows the state object and its lock for a state in COS", async () => {
    const backend = { cos: { bucket: "state-1250000000", region: "ap-guangzhou", prefix: "media" } };
    const { folder } = stackFolder({ config: { ...config, terraform: { backend } } });
    const { out } = await written(runPermissions, [folder, "--for", "plan"]);
    expect(out).toContain("qcs::cos:ap-guangzhou:uid/1250000000:state-1250000000/media/*");
    expect(out).toContain("tag:CreateTag");
  });

  it("prints four policies with a heading each", async () => {
    const { folder } = stackFolder({ config });
    const { out } = await written(runPermissions, [folder]);
    expect(out.match(/^# .*/gm)).toEqual([
      "# media, to plan",
      "# media, to apply: creates, changes, replaces, removes",
      "# media, to destroy",
      "# media, to look, for doctor and logs",
    ]);
  });

  it("synthesizes the app itself and reports a failure", async () => {
    const { project } = stackFolder();
    expect((await writtenIn(project, runPermissions, [])).out).toContain("# media, to plan");
    await expect(writtenIn(project, runPermissions, ["--for", "aply"])).rejects.toThrow('Did you mean "apply"?');
  }, 30_000);
});
