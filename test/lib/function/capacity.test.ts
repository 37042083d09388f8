import { describe, expect, it } from "vitest";
import { CallbackFunction } from "../../../lib";
import type { CallbackFunctionOptions } from "../../../lib";
import { CODE, newStack, resource, resources, synth } from "../support";

function stackWith(options: CallbackFunctionOptions) {
  const stack = newStack();
  new CallbackFunction(stack, "Function", { code: CODE, ...options });
  return stack;
}

describe("the capacity of a CallbackFunction", () => {
  it("is that of the account by default", () => {
    const stack = stackWith({});
    for (const kind of ["reserved_concurrency", "provisioned_concurrency", "function_event_invoke"]) {
      expect(resources(stack, `tencentcloud_scf_${kind}_config`)).toEqual([]);
    }
  });

  it("is limited by reserved memory", () => {
    expect(resource(stackWith({ reservedMemory: 1024 }), "tencentcloud_scf_reserved_concurrency_config")).toEqual({
      function_name: expect.stringMatching(/^\$\{tencentcloud_scf_function\./) as string,
      namespace: "default",
      reserved_concurrency_mem: 1024,
    });
  });

  it("is provisioned for the released version", () => {
    const config = resource(stackWith({ provisionedInstances: 2 }), "tencentcloud_scf_provisioned_concurrency_config");
    expect(config).toMatchObject({
      qualifier: expect.stringMatching(/^\$\{tencentcloud_scf_function_version\.\w+\.function_version\}$/) as string,
      version_provisioned_concurrency_num: 2,
      // The provider reads back the number of instances that are warm.
      lifecycle: { create_before_destroy: true, ignore_changes: ["version_provisioned_concurrency_num"] },
    });
  });

  it("changes the number with a new version, since within a version the provider would remove the new number with the old", () => {
    const settings = (provisionedInstances: number): unknown =>
      Object.values(synth(stackWith({ provisionedInstances })).locals!)[0];
    expect(settings(2)).toMatchObject({ provisionedInstances: 2 });
    expect(settings(3)).toMatchObject({ provisionedInstances: 3 });
    expect(settings(0)).not.toHaveProperty("provisionedInstances");
  });

  it("is provisioned before the alias moves to its version", () => {
    const { depends_on: before } = resource(stackWith({ provisionedInstances: 2 }), "tencentcloud_scf_function_alias");
    expect(before).toEqual([expect.stringMatching(/^tencentcloud_scf_provisioned_concurrency_config\.\w+$/)]);
  });

  it("sets the retries of asynchronous calls", () => {
    const config = resource(
      stackWith({ asyncRetry: { attempts: 1 } }),
      "tencentcloud_scf_function_event_invoke_config",
    );
    expect(config.async_trigger_config).toEqual({ msg_ttl: 21_600, retry_config: [{ retry_num: 1 }] });
  });

  it.each<[string, CallbackFunctionOptions, string]>([
    [
      "reserved memory below that of one instance",
      { reservedMemory: 128 },
      "Reserved memory must be a multiple of 128 from 256 to 128000 MB (got 128)",
    ],
    [
      "a negative number of instances",
      { provisionedInstances: -1 },
      "Provisioned instances must be a whole number from 1 to 1000 (got -1)",
    ],
    [
      "provisioned instances of the latest code",
      { provisionedInstances: 1, alias: "$LATEST" },
      'Provisioned instances must have a version (got alias "$LATEST"): give an alias',
    ],
    [
      "provisioned instances that do not fit twice into the reserved memory",
      { provisionedInstances: 3, memorySize: 512, reservedMemory: 2944 },
      "Provisioned instances must fit into reservedMemory twice, since two versions overlap (got 2944 MB for 3072)",
    ],
    [
      "half an attempt",
      { asyncRetry: { attempts: 0.5 } },
      "Attempts of an event must be a whole number from 0 to 2 (got 0.5)",
    ],
    [
      "events without age",
      { asyncRetry: { maxAge: 0 } },
      "Age of an event must be a whole number from 60 to 21600 seconds (got 0)",
    ],
  ])("refuses %s", (_case, options, message) => {
    expect(() => stackWith(options)).toThrow(`[stack/Function/Capacity] ${message}`);
  });
});
