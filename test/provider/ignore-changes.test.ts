/** `ignore_changes` on every argument of every resource: CI, state and the next plan agree. */
import { expect, it } from "vitest";
import { CiClient } from "../../api/client";
import { findWorkflowsByName, listWorkflows, setWorkflowState, updateWorkflow } from "../../api/workflows";
import type { Attribute } from "../../provider/plugin/schema";
import { RESOURCE_SCHEMAS } from "../../provider/schema";
import { toXmlTopology } from "../../provider/topology";
import type { LocalCloud } from "../../local/cloud";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";
import {
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  queue,
  REGION,
  SERVICE,
  topology,
  valuesOf,
  workflow,
} from "./support";

type Type = keyof typeof RESOURCE_SCHEMAS;

const ADDRESS = { bucket: BUCKET, region: REGION };
const NOTIFY = 'notify_config = { url = "https://cb.example.com/ours", result_format = "JSON" }';
const OUTSIDE_URL = "https://theirs.example.com/x";

/** One argument whose change would replace the resource, and those whose change needs code of their own. */
const SAMPLE = ["queue bucket", "queue notify_config", "workflow name", "workflow topology"];

const optionsOf = (argument: string): object => (SAMPLE.includes(argument) ? {} : EXHAUSTIVE);

/** Arguments that a configuration may set. */
function argumentsOf(type: Type): string[] {
  const attributes: Readonly<Record<string, Attribute>> = RESOURCE_SCHEMAS[type].block.attributes ?? {};
  return Object.keys(attributes).filter((name) => attributes[name]!.optional || attributes[name]!.required);
}

interface Case {
  /** The argument at the first apply, and in the configuration of the second one. */
  readonly config: readonly [string, string];
  /** A change outside Terraform. @default - the configuration alone changes */
  readonly outside?: (cloud: LocalCloud) => void | Promise<unknown>;
  /** The resource's expected value at the end. */
  readonly expected: Readonly<Record<string, unknown>>;
}

const valuesAt = (name: string, value: string, after: string): readonly [string, string] => [
  `${name} = ${value}`,
  `${name} = ${after}`,
];
const REPLACING = {
  bucket: { config: valuesAt("bucket", `"${BUCKET}"`, '"other-1250000000"'), expected: { bucket: BUCKET } },
  region: { config: valuesAt("region", `"${REGION}"`, '"ap-beijing"'), expected: { region: REGION } },
  family: { config: valuesAt("family", '"media"', '"document"'), expected: { family: "media" } },
};

const QUEUE: Readonly<Record<string, Case>> = {
  ...REPLACING,
  queue_id: { config: ["", 'queue_id = "p00000000000000000000000000000000"'], expected: {} },
  name: {
    config: valuesAt("name", '"ours"', '"ours"'),
    outside: (cloud) => cloud.changeQueue(BUCKET, { Name: "theirs" }),
    expected: { name: "theirs" },
  },
  state: {
    config: valuesAt("state", '"Active"', '"Active"'),
    outside: (cloud) => cloud.changeQueue(BUCKET, { State: "Paused" }),
    expected: { state: "Paused" },
  },
  notify_config: {
    config: [NOTIFY, NOTIFY],
    outside: (cloud) => cloud.changeQueue(BUCKET, { NotifyConfig: { Url: OUTSIDE_URL } }),
    expected: { notify_config: expect.objectContaining({ url: OUTSIDE_URL }) as unknown },
  },
};

const WORKFLOW: Readonly<Record<string, Case>> = {
  bucket: REPLACING.bucket,
  region: REPLACING.region,
  name: {
    config: valuesAt("name", '"wf"', '"wf"'),
    outside: (cloud) => changeWorkflow(cloud, { name: "theirs" }),
    expected: { name: "theirs" },
  },
  state: {
    config: valuesAt("state", '"Active"', '"Active"'),
    outside: (cloud) => changeWorkflow(cloud, { state: "Paused" }),
    expected: { state: "Paused" },
  },
  topology: {
    config: valuesAt("topology", topology("in/"), topology("in/")),
    outside: (cloud) => changeWorkflow(cloud, { prefix: "theirs/" }),
    expected: { topology: expect.stringContaining("theirs/") as unknown },
  },
  notify_config: {
    config: [NOTIFY, NOTIFY.replace("ours", "changed")],
    expected: { notify_config: expect.objectContaining({ url: "https://cb.example.com/ours" }) as unknown },
  },
};

const clientOf = (cloud: LocalCloud): CiClient => new CiClient({ credentials: cloud.credential, endpoint: cloud.url });

async function changeWorkflow(
  cloud: LocalCloud,
  { name, state, prefix }: { name?: string; state?: "Paused"; prefix?: string },
): Promise<void> {
  const [found] = await findWorkflowsByName(clientOf(cloud), ADDRESS, "wf");
  const text = JSON.stringify(found!.topology);
  const changed = JSON.parse(prefix ? text.replace("in/", prefix) : text) as Parameters<typeof toXmlTopology>[0];
  const { workflowId } = found!;
  await setWorkflowState(clientOf(cloud), ADDRESS, workflowId, "Paused");
  await updateWorkflow(clientOf(cloud), ADDRESS, workflowId, {
    name: name ?? found!.name,
    state: "Paused",
    topology: toXmlTopology(changed, undefined),
  });
  if (state !== "Paused") await setWorkflowState(clientOf(cloud), ADDRESS, workflowId, "Active");
}

const ignoring = (name: string): string => `lifecycle { ignore_changes = [${name}] }`;

interface Changed {
  readonly cloud: LocalCloud;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Applies, lets somebody change the ignored argument, and applies a configuration that changes another one. */
async function changedUnder(
  name: string,
  { outside, expected }: Case,
  type: Type,
  config: (index: 0 | 1) => string,
): Promise<Changed> {
  const ignored = (index: 0 | 1): string =>
    config(index).replace(
      "bucket = tencentci_media_service.this.bucket",
      `depends_on = [tencentci_media_service.this]\n ${ignoring(name)}`,
    );
  const { cloud, terraform } = await deployable(ignored(0));
  ok(await terraform.apply());
  await outside?.(cloud);
  await terraform.configure(ignored(1));
  expect(ok(await terraform.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
  await expectNoChanges(terraform);
  const values = await valuesOf(terraform, type);
  expect(values).toMatchObject(expected);
  return { cloud, values };
}

describeTerraform("ignore_changes", () => {
  it("is tested on every argument", () => {
    expect(Object.keys(QUEUE).sort()).toEqual(argumentsOf("tencentci_media_queue").sort());
    expect(Object.keys(WORKFLOW).sort()).toEqual(argumentsOf("tencentci_media_workflow").sort());
    const names = [
      ...Object.keys(QUEUE).map((name) => `queue ${name}`),
      ...Object.keys(WORKFLOW).map((name) => `workflow ${name}`),
    ];
    expect(names).toEqual(expect.arrayContaining(SAMPLE));
  });

  for (const [name, argument] of Object.entries(QUEUE)) {
    it(`of a queue's ${name} keeps it while another argument changes`, optionsOf(`queue ${name}`), async () => {
      const body = (index: 0 | 1): string => {
        const other = name === "notify_config" ? `name = "n${index}"` : NOTIFY.replace("JSON", index ? "XML" : "JSON");
        return [name === "bucket" ? "" : `bucket = "${BUCKET}"`, argument.config[index], other].join("\n");
      };
      const { cloud, values } = await changedUnder(name, argument, "tencentci_media_queue", (index) =>
        queue(body(index)),
      );
      const [inCi] = cloud.queues(BUCKET);
      expect(inCi).toMatchObject({ Name: values["name"], State: values["state"] });
      const notify = values["notify_config"] as { url: string; result_format: string };
      expect(inCi!.NotifyConfig).toMatchObject({ Url: notify.url, ResultFormat: notify.result_format });
    });
  }

  for (const [name, argument] of Object.entries(WORKFLOW)) {
    it(`of a workflow's ${name} keeps it while another argument changes`, optionsOf(`workflow ${name}`), async () => {
      const parts: Record<string, readonly [string, string]> = {
        bucket: [`bucket = "${BUCKET}"`, `bucket = "${BUCKET}"`],
        name: valuesAt("name", '"wf"', name === "name" ? '"wf"' : '"renamed"'),
        topology: valuesAt("topology", topology("in/"), topology(name === "name" ? "out/" : "in/")),
        [name]: argument.config,
      };
      const body = (index: 0 | 1): string =>
        workflow(
          Object.values(parts)
            .map((part) => part[index])
            .join("\n"),
        );
      const { cloud, values } = await changedUnder(name, argument, "tencentci_media_workflow", body);
      const [inCi, ...more] = await listWorkflows(clientOf(cloud), ADDRESS);
      expect(more).toEqual([]);
      expect(inCi).toMatchObject({ name: values["name"], state: values["state"], workflowId: values["workflow_id"] });
      expect(JSON.stringify(inCi!.topology)).toContain(
        name === "topology" ? "theirs/" : name === "name" ? "out/" : "in/",
      );
    });
  }

  it("of a service's and a secret's arguments keeps them", async () => {
    const config = (index: 0 | 1): string =>
      SERVICE.replace("}", `disable_on_destroy = ${index === 1}\n ${ignoring("disable_on_destroy")}\n}`) +
      `resource "tencentci_callback_secret" "this" {
        rotation        = ${index}
        accept_previous = ${index === 0}
        ${ignoring("rotation")}
      }`;
    const { terraform } = await deployable(config(0));
    ok(await terraform.apply());
    const before = await valuesOf(terraform, "tencentci_callback_secret");
    await terraform.configure(config(1));
    ok(await terraform.apply());
    await expectNoChanges(terraform);
    const after = await valuesOf(terraform, "tencentci_callback_secret");
    expect(after).toEqual({ ...before, accept_previous: false });
    expect(await valuesOf(terraform, "tencentci_media_service")).toMatchObject({ disable_on_destroy: false });
  });
});
