/** Permissions that each resource of a stack needs: actions and the resources they apply to. */
import {
  BATCH_ACTIONS,
  BIND_ACTIONS,
  needsAllResources,
  SERVICE_ACTIONS,
  TEMPLATE_ACTIONS,
  WORKFLOW_ACTIONS,
} from "../../api/actions";
import { isQueueFamily } from "../../api/queue-families";
import { DURABLE_ENV } from "../../handler/delivery/durable/config";
import { plainSettings } from "../stack/find";
import type { StackConfig } from "../stack/find";
import { VENDOR_TYPES } from "./vendor-calls";
import type { TypeActions } from "./vendor-calls";

/** Purpose of the permissions. `apply` creates, changes, replaces and destroys; `look` covers `doctor` and `logs`. */
export type Task = "plan" | "apply" | "destroy" | "look";
export const TASKS: readonly Task[] = ["plan", "apply", "destroy", "look"];

/** An action on a resource (six segments) or on `*`. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

export interface Needs {
  readonly tasks: Readonly<Record<Task, readonly Need[]>>;
  /** Types of resources outside this library: their permissions are not known here. */
  readonly unknownTypes: readonly string[];
}

type Attributes = Readonly<Record<string, unknown>>;

/** @param ownerUin UIN of the account's owner, needed to name roles. @default - roles are `*` */
export function needsOfStack(config: StackConfig, ownerUin?: string): Needs {
  const region = plainSettings(config, "tencentci")["region"] ?? plainSettings(config, "tencentcloud")["region"];
  const tasks: Record<Task, Need[]> = { plan: [], apply: [], destroy: [], look: [] };
  const unknownTypes = new Set<string>();
  for (const [type, resources] of Object.entries(config.resource ?? {})) {
    if (type === "terraform_data" || type === "tencentci_callback_secret") continue; // exists in Terraform's state only
    const known = isTemplate(type) ? TEMPLATES : Object.hasOwn(VENDOR_TYPES, type) ? VENDOR_TYPES[type] : undefined;
    const actionsOf = CI_TYPES[type] ?? (known && (() => known));
    if (!actionsOf) unknownTypes.add(type);
    for (const attributes of actionsOf ? Object.values(resources) : []) {
      const { read, write, remove } = withContents(type, actionsOf!(attributes), attributes);
      const needsFor = (actions: readonly string[]): Need[] =>
        actions.map((action) => ({ action, resource: resourceOf(action, attributes, { region, config }) }));
      tasks.plan.push(...needsFor(read));
      tasks.apply.push(
        ...needsFor([...read, ...write, ...remove]),
        ...passRoleNeeds(type, attributes, config, ownerUin),
      );
      tasks.destroy.push(...needsFor([...read, ...remove]));
      tasks.look.push(...needsFor(operatorActions(type, read)), ...inboxNeeds(type, attributes, { region, config }));
    }
  }
  const state = stateNeeds(config);
  for (const task of TASKS) tasks[task].push(...(task === "look" ? state.filter(isRead) : state));
  return { tasks, unknownTypes: [...unknownTypes] };
}

/** Actions of `doctor` and `logs` on a resource. */
function operatorActions(type: string, read: readonly string[]): string[] {
  if (type.startsWith("tencentci_")) {
    return [...read, "name/cos:HeadBucket", "sts:GetCallerIdentity", "cam:GetRole"];
  }
  if (type === "tencentcloud_scf_function") return [...read, "cls:SearchLog"];
  return type === "tencentcloud_scf_function_alias" ? [...read] : [];
}

/** `doctor` lists the inbox of durable delivery and reads no callback in it. */
function inboxNeeds(type: string, { environment }: Attributes, { region = "", config }: Location): Need[] {
  const inboxBucket = (environment as Attributes | undefined)?.[DURABLE_ENV.inboxBucket];
  if (type !== "tencentcloud_scf_function" || typeof inboxBucket !== "string") return [];
  const bucket = literalOf(inboxBucket, config, "tencentcloud_cos_bucket", ["bucket", "id"]);
  const resource = bucket === undefined ? "*" : `qcs::cos:${region}:uid/${appIdOf(bucket)}:${bucket}/*`;
  return [{ action: "name/cos:GetBucket", resource }];
}

function isRead({ action }: Need): boolean {
  return /:(Get|Head)/.test(action);
}

/** Actions for CI's resources, by type and attributes. */
const CI_TYPES: Readonly<Record<string, (attributes: Attributes) => TypeActions>> = {
  tencentci_media_service: (attributes) => {
    const { list, listQueues, enable, disable } = actionsOfFamily(attributes);
    const disablesService =
      attributes["disable_on_destroy"] !== false && attributes["disable_on_destroy"] !== undefined;
    return {
      read: [...BIND_ACTIONS.read, ...list],
      write: [...BIND_ACTIONS.bind, ...enable, ...listQueues],
      remove: disablesService ? disable : [],
    };
  },
  tencentci_media_queue: (attributes) => {
    const { list, listQueues, updateQueue } = actionsOfFamily(attributes);
    return { read: listQueues, write: [...list, ...updateQueue], remove: updateQueue };
  },
  tencentci_media_workflow: () => ({
    read: WORKFLOW_ACTIONS.list,
    write: [
      ...WORKFLOW_ACTIONS.create,
      ...WORKFLOW_ACTIONS.update,
      ...WORKFLOW_ACTIONS.activate,
      ...WORKFLOW_ACTIONS.pause,
    ],
    remove: [...WORKFLOW_ACTIONS.pause, ...WORKFLOW_ACTIONS.delete],
  }),
  tencentci_batch_job: () => ({
    read: BATCH_ACTIONS.read,
    write: BATCH_ACTIONS.create,
    remove: BATCH_ACTIONS.cancel,
  }),
};

/** Templates of every type use the same calls, according to the vendor's provider. */
const TEMPLATES: TypeActions = {
  read: TEMPLATE_ACTIONS.list,
  write: [...TEMPLATE_ACTIONS.create, ...TEMPLATE_ACTIONS.update],
  remove: TEMPLATE_ACTIONS.delete,
};

function isTemplate(type: string): boolean {
  return /^tencentcloud_ci_media_\w+_template$/.test(type);
}

function actionsOfFamily({ family }: Attributes) {
  return SERVICE_ACTIONS[isQueueFamily(family) ? family : "media"];
}

/** The vendor's provider empties a bucket with `force_clean` before it deletes the bucket. */
function withContents(type: string, actions: TypeActions, { force_clean: isForced }: Attributes): TypeActions {
  if (type !== "tencentcloud_cos_bucket" || isForced === undefined || isForced === false) return actions;
  const contents = ["GetBucketObjectVersions", "DeleteMultipleObjects", "DeleteObject"];
  return { ...actions, remove: [...actions.remove, ...contents.map((name) => `name/cos:${name}`)] };
}

/** The deployer passes the function's role to SCF; CAM checks that the deployer may pass it. */
function passRoleNeeds(type: string, { role }: Attributes, config: StackConfig, ownerUin?: string): Need[] {
  if (type !== "tencentcloud_scf_function" || typeof role !== "string" || role === "") return [];
  const name = literalOf(role, config, "tencentcloud_cam_role", ["name", "id"]);
  const isNamed = ownerUin !== undefined && name !== undefined;
  return [{ action: "cam:PassRole", resource: isNamed ? `qcs::cam::uin/${ownerUin}:roleName/${name}` : "*" }];
}

/** State in COS: one object, and a tag that serves as lock. */
function stateNeeds({ terraform = {} }: StackConfig): Need[] {
  const { bucket, region, prefix = "terraform" } = terraform.backend?.["cos"] ?? {};
  if (typeof bucket !== "string" || typeof region !== "string" || typeof prefix !== "string") return [];
  const resource = `qcs::cos:${region}:uid/${appIdOf(bucket)}:${bucket}/${prefix}/*`;
  const objects = ["GetObject", "HeadObject", "PutObject", "DeleteObject"];
  return [
    ...objects.map((name) => ({ action: `name/cos:${name}`, resource })),
    { action: "name/cos:GetBucket", resource: `qcs::cos:${region}:uid/${appIdOf(bucket)}:${bucket}/*` },
    ...["tag:CreateTag", "tag:DeleteTag"].map((action) => ({ action, resource: "*" })),
  ];
}

interface Location {
  /** The provider's region. @default - every region */
  readonly region?: string;
  readonly config: StackConfig;
}

/**
 * Only CI and COS are granted on buckets. The other services are granted on `*`: the vendor's pages disagree on which
 * calls support resources, and a policy that names a resource for another call is refused.
 */
function resourceOf(action: string, attributes: Attributes, { region: usual, config }: Location): string {
  const isCi = action.startsWith("ci:");
  if (needsAllResources(action) || !(isCi || action.startsWith("name/cos:"))) return "*";
  const name = attributes["bucket"];
  const bucket =
    typeof name === "string" ? literalOf(name, config, "tencentcloud_cos_bucket", ["bucket", "id"]) : undefined;
  if (bucket === undefined) return "*";
  const region = isCi && typeof attributes["region"] === "string" ? attributes["region"] : (usual ?? "");
  const location = `${region.includes("${") ? "" : region}:uid/${appIdOf(bucket)}`;
  return isCi ? `qcs::ci:${location}:bucket/${bucket}/*` : `qcs::cos:${location}:${bucket}/*`;
}

function appIdOf(bucket: string): string {
  return /-(\d+)$/.exec(bucket)?.[1] ?? "";
}

/** The text itself if it is literal, or the literal attribute that it refers to; `undefined` if unknown. */
function literalOf(text: string, config: StackConfig, type: string, members: readonly string[]): string | undefined {
  if (!text.includes("${")) return text;
  const [, ownType, name, member] = /^\$\{(\w+)\.(\w+)\.(\w+)\}$/.exec(text) ?? [];
  if (ownType !== type || !members.includes(member!)) return undefined;
  const found = config.resource?.[type]?.[name!]?.[members[0]!];
  return typeof found === "string" && !found.includes("${") ? found : undefined;
}
