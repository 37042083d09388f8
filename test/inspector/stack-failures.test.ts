/** The resources that the page shows while Terraform cannot read the states of a stack. */
import { describe, expect, it } from "vitest";
import { StackResources } from "../../local/inspector/stack/resources";
import type { StackView, StateJson } from "../../local/inspector/stack/terraform";

const STATE: StateJson = {
  values: { root_module: { resources: [{ address: "x.y", mode: "managed", type: "x", values: { size: 2 } }] } },
};
const fail = (): Promise<never> => Promise.reject(new Error("no schema found for x.y"));

function view(name: string, parts: Partial<StackView> = {}): StackView {
  const state = (): Promise<StateJson> => Promise.resolve(STATE);
  return { name, before: state, after: state, drift: () => Promise.resolve({}), ...parts };
}

const shown = (...views: readonly StackView[]): StackResources =>
  new StackResources({ buckets: [], resources: [] }, () => views);

const ROW = { address: "x.y", type: "x" };
const FAILURE = { stack: "broken", message: "no schema found for x.y" };

describe("a stack whose earlier state cannot be read", () => {
  const unknown = shown(view("dev", { before: () => Promise.resolve(undefined) }), view("prod"));

  it("is shown without the changes of the last apply, and checked for drift", async () => {
    expect(await unknown.list({})).toEqual({
      resources: [
        { ...ROW, stack: "dev", isChangeUnknown: true },
        { ...ROW, stack: "prod" },
      ],
    });
    expect(await unknown.detail({ stack: "dev", address: "x.y" })).toEqual({
      ...{ ...ROW, stack: "dev", isChangeUnknown: true, changes: [] },
      attributes: [{ name: "size", value: "2" }],
    });
    expect(await unknown.drift()).toEqual({ resources: [] });
  });
});

describe("a stack whose state cannot be read", () => {
  const stacks = shown(view("broken", { after: fail }), view("prod"));

  it("does not hide the other stacks, and is shown with the reason", async () => {
    expect(await stacks.list({})).toEqual({ resources: [{ ...ROW, stack: "prod" }], failures: [FAILURE] });
    expect(await stacks.drift()).toEqual({ resources: [], failures: [FAILURE] });
    expect(await stacks.detail({ stack: "prod", address: "x.y" })).toMatchObject({ stack: "prod" });
    await expect(stacks.detail({ stack: "broken", address: "x.y" })).rejects.toThrow(FAILURE.message);
  });

  it("does not hide the drift of the others if only its check fails", async () => {
    const change = { actions: ["delete"], before: { size: 2 }, after: null };
    const drift = () => Promise.resolve({ resource_drift: [{ ...ROW, change }] });
    const { resources, failures } = await shown(view("broken", { drift: fail }), view("prod", { drift })).drift();
    expect(resources.map(({ stack, change }) => `${stack} ${change}`)).toEqual(["prod delete"]);
    expect(failures).toEqual([FAILURE]);
  });

  it("is an error if there is no other", async () => {
    await expect(shown(view("broken", { after: fail })).list({})).rejects.toThrow(/^no schema found for x\.y$/);
    const two = shown(view("a", { after: fail }), view("b", { after: fail }));
    await expect(two.drift()).rejects.toThrow("a: no schema found for x.y\n\nb: no schema found for x.y");
    expect(await shown().list({})).toEqual({ resources: [] });
  });
});
