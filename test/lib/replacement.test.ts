/**
 * The order in which Terraform changes one stack into another. Terraform makes a cycle of two valid configurations when
 * `create_before_destroy` holds for a resource in one of them only, and shows an update in place of arguments that the
 * vendor's provider refuses or ignores. Both can be seen in the configurations alone.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import behaviour from "../../local/vendor/tencentcloud.behaviour.json";
import { newStack, synth } from "./support";
import { addPipelines, pipeline } from "./valid-props";

interface Lifecycle {
  readonly create_before_destroy?: boolean;
  readonly replace_triggered_by?: readonly string[];
}

type Attributes = Record<string, unknown> & { readonly lifecycle?: Lifecycle };

/** Resources of a stack by address, and its local values. */
interface Configuration {
  readonly resources: ReadonlyMap<string, Attributes>;
  readonly locals: Readonly<Record<string, unknown>>;
}

/**
 * Arguments whose change the provider plans in place, and then refuses or does not send.
 *
 * @see https://github.com/tencentcloudstack/terraform-provider-tencentcloud/tree/v1.83.25/tencentcloud/services
 */
const UNCHANGEABLE: Readonly<Record<string, readonly string[]>> = {
  tencentcloud_api_gateway_custom_domain: ["sub_domain"],
  tencentcloud_cls_index: ["topic_id"],
  tencentcloud_cls_topic: ["logset_id"],
  tencentcloud_scf_custom_domain: ["domain"],
  tencentcloud_scf_function_alias: ["name", "function_name", "namespace"],
  tencentcloud_scf_function_event_invoke_config: ["function_name", "namespace"],
  tencentcloud_scf_trigger: ["trigger_name"],
  tencentcloud_tse_cngw_route: ["gateway_id", "service_id", "route_name", "force_https"],
  tencentcloud_tse_cngw_route_rate_limit: ["gateway_id", "route_id", "limit_detail"],
  tencentcloud_tse_cngw_service: ["gateway_id", "name"],
};

const RESOURCE = /\b(?:(?:tencentcloud|tencentci)_[a-z_]+|terraform_data)\.\w+/g;
const FUNCTION = /^tencentcloud_scf_function\./;
const LOCAL = /\blocal\.(\w+)/g;

function configurationOf(...all: Parameters<typeof addPipelines>[1]): Configuration {
  const stack = newStack();
  addPipelines(stack, all);
  const { resource = {}, locals = {} } = synth(stack);
  const resources = Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName as Record<string, Attributes>).map(([name, body]) => [`${type}.${name}`, body] as const),
  );
  return { resources: new Map(resources), locals };
}

/** Addresses of the resources that a value refers to, also through local values. */
function references(value: unknown, { locals }: Configuration): string[] {
  const text = JSON.stringify(value) ?? "";
  const direct = text.match(RESOURCE) ?? [];
  const byLocals = [...text.matchAll(LOCAL)].flatMap(([, name]) => JSON.stringify(locals[name!]).match(RESOURCE) ?? []);
  return [...direct, ...byLocals];
}

const isCreatedFirst = (attributes: Attributes): boolean => attributes.lifecycle?.create_before_destroy === true;

/** Invalid pairs: a resource that is created first, and its dependency that is destroyed first. */
function orderViolations(configuration: Configuration): string[] {
  return [...configuration.resources].flatMap(([address, attributes]) =>
    isCreatedFirst(attributes)
      ? references(attributes, configuration)
          .filter((other) => !isCreatedFirst(configuration.resources.get(other)!))
          .map((other) => `${address} -> ${other}`)
      : [],
  );
}

/** Whether Terraform replaces a resource between one configuration and the other. */
function isReplaced(address: string, from: Configuration, to: Configuration): boolean {
  const [before, after] = [from.resources.get(address), to.resources.get(address)];
  if (!before || !after) return false;
  const arguments_ =
    (behaviour as Record<string, Record<string, { force_new?: boolean }>>)[address.split(".")[0]!] ?? {};
  const isForced = Object.entries(arguments_).some(
    ([name, { force_new }]) => force_new === true && isChanged(name, address, from, to),
  );
  return (
    isForced ||
    (after.lifecycle?.replace_triggered_by ?? []).some((trigger) => {
      const other = trigger.match(RESOURCE)![0];
      return other.startsWith("terraform_data.")
        ? from.resources.has(other) && isChanged("input", other, from, to)
        : isReplaced(other, from, to);
    })
  );
}

/** Whether an argument has another text, or refers to a replaced resource. */
function isChanged(name: string, address: string, from: Configuration, to: Configuration): boolean {
  const [before, after] = [from, to].map(({ resources }) => resources.get(address)?.[name]);
  return (
    JSON.stringify(before) !== JSON.stringify(after) ||
    references(after, to).some((other) => other !== address && isReplaced(other, from, to))
  );
}

/** Arbitrary stacks, compared in pairs. */
const SEED = Math.trunc(Math.random() * 2 ** 31);
let sample: readonly Configuration[] | undefined;
const stacks = (): readonly Configuration[] =>
  (sample ??= fc.sample(pipeline(0), { numRuns: 40, seed: SEED }).map((props) => configurationOf(props)));

describe(`any two stacks (seed ${SEED})`, () => {
  it("agree on create_before_destroy, and no resource with it depends on a resource without it", () => {
    const classes = new Map<string, boolean>();
    for (const configuration of stacks()) {
      expect(orderViolations(configuration)).toEqual([]);
      for (const [address, attributes] of configuration.resources) {
        const isFirst = isCreatedFirst(attributes);
        expect(classes.get(address) ?? isFirst, address).toBe(isFirst);
        classes.set(address, isFirst);
      }
    }
    expect(classes.size).toBeGreaterThan(40);
  }, 60_000);

  it("replace what the provider cannot change in place", () => {
    const changedArguments = new Set<string>();
    for (const [from, to] of stacks().flatMap((first) => stacks().map((second) => [first, second] as const))) {
      for (const address of to.resources.keys()) {
        if (!from.resources.has(address)) continue;
        const type = address.split(".")[0]!;
        for (const name of UNCHANGEABLE[type] ?? []) {
          if (!isChanged(name, address, from, to)) continue;
          changedArguments.add(`${type}.${name}`);
          expect(isReplaced(address, from, to), `${address}.${name}`).toBe(true);
        }
      }
    }
    expect([...changedArguments]).toContain("tencentcloud_scf_function_alias.name");
    expect(changedArguments.size).toBeGreaterThan(4);
  }, 60_000);

  it("hash versions from the configuration, not from values that the provider reads back in another form", () => {
    for (const configuration of stacks()) {
      for (const [address, { description }] of configuration.resources) {
        if (!address.startsWith("tencentcloud_scf_function_version.")) continue;
        expect(references(description, configuration).filter((other) => FUNCTION.test(other))).toEqual([]);
      }
    }
  }, 60_000);
});
