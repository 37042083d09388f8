/** The resources of all applied stacks, for the page. */
import type { LocalCloud } from "../../cloud";
import { InputError, string } from "../input";
import type { Fields } from "../input";
import type { ChangeKind, Drift, ResourceDetail, ResourceList, ResourceRow } from "../protocol";
import { topicOfAddress } from "../../kafka/address";
import { callersOf } from "../targets";
import { attributesOf, changesOf, secretsIn, secretsOf } from "./attributes";
import type { Secrets, Version } from "./attributes";
import { isBehind } from "./node-resources";
import { configuredIn, resourcesIn } from "./terraform";
import type { StackView, ResourceDrift, StateResource } from "./terraform";

/** A resource before and after the last apply. */
interface Compared {
  readonly row: ResourceRow;
  readonly before: Version;
  readonly after: Version;
}

/** A shorter part of a callback URL is a path: secrets are longer. */
const MIN_URL_SECRET = 16;
const ABSENT: Version = { values: null };

export class StackResources {
  constructor(
    private readonly cloud: Pick<LocalCloud, "buckets" | "resources">,
    private readonly stacks: () => readonly StackView[],
  ) {}

  async list(input: Fields): Promise<ResourceList> {
    const compared = await this.#compared();
    const node = input["node"] === undefined ? undefined : string(input, "node");
    const isWanted = ({ before, after }: Compared): boolean =>
      node === undefined || isBehind(node, after.values ?? before.values ?? {});
    return { resources: compared.filter(isWanted).map(({ row }) => row) };
  }

  async detail(input: Fields): Promise<ResourceDetail> {
    const [stack, address] = [string(input, "stack"), string(input, "address")];
    const compared = await this.#compared();
    const found = compared.find(({ row }) => row.stack === stack && row.address === address);
    if (!found) throw new InputError(`stack ${stack} must have the resource (got ${address})`, "noResource");
    const secrets = this.#secretsIn(compared);
    const { row, before, after } = found;
    const bucket = this.cloud.buckets.find(({ name }) =>
      [after.values?.["id"], after.values?.["bucket"]].includes(name),
    );
    return {
      ...row,
      attributes: attributesOf(after, secrets),
      changes: row.change === undefined ? [] : changesOf(before, after, secrets),
      ...(bucket && { bucket: bucket.name }),
    };
  }

  /**
   * Differences from the state. Attributes that the configuration does not set are left out: the cloud decides them.
   */
  async drift(): Promise<Drift> {
    const secrets = this.#secretsIn(await this.#compared());
    const drifts = await Promise.all(
      this.stacks().map(async (stack) => {
        const plan = await asked(stack.drift());
        return (plan.resource_drift ?? []).map((drift) => {
          return driftOf(drift, stack.name, configuredIn(plan, drift.address), secrets);
        });
      }),
    );
    return { resources: drifts.flat().filter(({ change, changes }) => change === "delete" || changes.length > 0) };
  }

  async #compared(): Promise<Compared[]> {
    const all = await Promise.all(
      this.stacks().map(async (stack) => {
        const [before, after] = await asked(Promise.all([stack.before(), stack.after()]));
        return compare(stack.name, resourcesIn(before), resourcesIn(after));
      }),
    );
    return all.flat();
  }

  /** Sensitive values of all stacks, and the secrets in callback URLs. */
  #secretsIn(compared: readonly Compared[]): Secrets {
    const urls = callersOf(this.cloud).map(({ url }) => url);
    const inUrls = urls.filter((url) => !topicOfAddress(url)).flatMap((url) => url.split(/[/?]/).slice(3));
    const marked = compared.flatMap(({ before, after }) => [...secretsIn(before), ...secretsIn(after)]);
    return secretsOf([...marked, ...inUrls.filter((part) => part.length >= MIN_URL_SECRET)]);
  }
}

/** Shows the reader why Terraform failed. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new InputError((error as Error).message);
  }
}

function compare(stack: string, before: readonly StateResource[], after: readonly StateResource[]): Compared[] {
  const old = new Map(before.map((resource) => [resource.address, resource]));
  const addresses = new Set(after.map(({ address }) => address));
  const removed = before.filter(({ address, mode }) => mode === "managed" && !addresses.has(address));
  const rowOf = ({ address, type }: StateResource, change: ChangeKind | undefined): ResourceRow => {
    return { stack, address, type, ...(change && { change }) };
  };
  return [
    ...after.map((resource) => {
      const [was, is] = [versionOf(old.get(resource.address)), versionOf(resource)];
      return { row: rowOf(resource, resource.mode === "data" ? undefined : kindOf(was, is)), before: was, after: is };
    }),
    ...removed.map((resource) => ({ row: rowOf(resource, "delete"), before: versionOf(resource), after: ABSENT })),
  ];
}

function versionOf(resource: StateResource | undefined): Version {
  return resource ? { values: resource.values, sensitive: resource.sensitive_values } : ABSENT;
}

function kindOf(before: Version, after: Version): ChangeKind | undefined {
  if (!before.values) return "create";
  if (changesOf(before, after, []).length === 0) return undefined;
  return before.values["id"] === after.values?.["id"] ? "update" : "replace";
}

function driftOf(
  { address, type, change }: ResourceDrift,
  stack: string,
  configured: ReadonlySet<string> | undefined,
  secrets: Secrets,
): Drift["resources"][number] {
  const before = { values: change.before, sensitive: change.before_sensitive };
  const after = { values: change.after, sensitive: change.after_sensitive };
  const changes = changesOf(before, after, secrets).filter(
    ({ name }) => configured?.has(/^\w+/.exec(name)![0]) ?? true,
  );
  return { stack, address, type, change: change.after ? "update" : "delete", changes };
}
