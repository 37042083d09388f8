/** The resources of all applied stacks, for the page. */
import type { LocalCloud } from "../../cloud";
import { InputError, string } from "../input";
import type { Fields } from "../input";
import type { ChangeKind, Drift, ResourceDetail, ResourceList, ResourceRow, StackFailure } from "../protocol";
import { topicOfAddress } from "../../kafka/address";
import { callbackSources } from "../targets";
import { attributesOf, changesOf, secretsIn, secretsOf } from "./attributes";
import type { Secrets, Version } from "./attributes";
import { belongsToNode } from "./node-resources";
import { configuredIn, resourcesIn } from "./terraform";
import type { StackView, ResourceDrift, StateResource } from "./terraform";

/** A resource before and after the last apply. */
interface ComparedResource {
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
    const { compared, ...rest } = await this.#compared();
    const node = input["node"] === undefined ? undefined : string(input, "node");
    const isWanted = ({ before, after }: ComparedResource): boolean =>
      node === undefined || belongsToNode(node, after.values ?? before.values ?? {});
    return { resources: compared.filter(isWanted).map(({ row }) => row), ...failuresField(rest.failures) };
  }

  async detail(input: Fields): Promise<ResourceDetail> {
    const [stack, address] = [string(input, "stack"), string(input, "address")];
    const { compared, failures } = await this.#compared();
    const failure = failures.find((entry) => entry.stack === stack);
    if (failure) throw new InputError(failure.message);
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
    const { compared, failures } = await this.#compared();
    const secrets = this.#secretsIn(compared);
    // The secrets of a stack that cannot be read are not known, so its drift is not shown.
    const readable = this.stacks().filter(({ name }) => failures.every(({ stack }) => stack !== name));
    const drifts = await readStacks(readable, async (stack) => {
      const plan = await stack.drift();
      return (plan.resource_drift ?? []).map((drift) => {
        return driftOf(drift, stack.name, configuredIn(plan, drift.address), secrets);
      });
    });
    const resources = drifts.answers.filter(({ change, changes }) => change === "delete" || changes.length > 0);
    return { resources, ...failuresField([...failures, ...drifts.failures]) };
  }

  async #compared(): Promise<{
    readonly compared: readonly ComparedResource[];
    readonly failures: readonly StackFailure[];
  }> {
    const { answers, failures } = await readStacks(this.stacks(), async (stack) => {
      const [before, after] = await Promise.all([stack.before(), stack.after()]);
      return compare(stack.name, before && resourcesIn(before), resourcesIn(after));
    });
    return { compared: answers, failures };
  }

  /** Sensitive values of all stacks, and the secrets in callback URLs. */
  #secretsIn(compared: readonly ComparedResource[]): Secrets {
    const urls = callbackSources(this.cloud).map(({ url }) => url);
    const inUrls = urls.filter((url) => !topicOfAddress(url)).flatMap((url) => url.split(/[/?]/).slice(3));
    const marked = compared.flatMap(({ before, after }) => [...secretsIn(before), ...secretsIn(after)]);
    return secretsOf([...marked, ...inUrls.filter((part) => part.length >= MIN_URL_SECRET)]);
  }
}

interface Answers<T> {
  readonly answers: readonly T[];
  readonly failures: readonly StackFailure[];
}

/**
 * The answers of all stacks. A stack that fails does not hide the others.
 *
 * @throws InputError with Terraform's messages, if every stack fails
 */
async function readStacks<T>(
  stacks: readonly StackView[],
  read: (stack: StackView) => Promise<T[]>,
): Promise<Answers<T>> {
  const results = await Promise.allSettled(stacks.map(read));
  const answers = results.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  const failures = results.flatMap((result, index) => {
    if (result.status === "fulfilled") return [];
    return [{ stack: stacks[index]!.name, message: (result.reason as Error).message }];
  });
  if (failures.length === 0 || failures.length < stacks.length) return { answers, failures };
  const texts = failures.map(({ stack, message }) => (stacks.length === 1 ? message : `${stack}: ${message}`));
  throw new InputError(texts.join("\n\n"));
}

function failuresField(failures: readonly StackFailure[]): { readonly failures?: readonly StackFailure[] } {
  return failures.length > 0 ? { failures } : {};
}

/** @param before undefined if the changes are not known */
function compare(
  stack: string,
  before: readonly StateResource[] | undefined,
  after: readonly StateResource[],
): ComparedResource[] {
  if (before === undefined) {
    return after.map((resource) => {
      const { address, type, mode } = resource;
      const row = { stack, address, type, ...(mode === "managed" && { isChangeUnknown: true as const }) };
      return { row, before: ABSENT, after: versionOf(resource) };
    });
  }
  const old = new Map(before.map((resource) => [resource.address, resource]));
  const addresses = new Set(after.map(({ address }) => address));
  const removed = before.filter(({ address, mode }) => mode === "managed" && !addresses.has(address));
  const rowOf = ({ address, type }: StateResource, change: ChangeKind | undefined): ResourceRow => {
    return { stack, address, type, ...(change && { change }) };
  };
  return [
    ...after.map((resource) => {
      const [oldVersion, newVersion] = [versionOf(old.get(resource.address)), versionOf(resource)];
      return {
        row: rowOf(resource, resource.mode === "data" ? undefined : kindOf(oldVersion, newVersion)),
        before: oldVersion,
        after: newVersion,
      };
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
