import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import type { InvokeBody, InvokeResult } from "../../local/control/invoke";
import type { LocalCloud } from "../../local/cloud";
import { VendorClient } from "../../local/vendor/client";
import { callControl } from "../../local/control/client";
import { startCloud } from "./support";

/** Returns its event; fails for one that requests it. */
const CODE = `exports.main_handler = async (event) => {
  if (event.fail) throw new Error("as told");
  console.log("called");
  return { got: event };
};`;

interface Answer {
  readonly Response: { readonly Result?: InvokeResult; readonly Error?: { readonly Code: string } };
}

async function setUp(): Promise<{ cloud: LocalCloud; invoke: (over: object) => Promise<Answer["Response"]> }> {
  const cloud = await startCloud({ asyncRetryMs: 2 });
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const common = { namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19", role: "any" };
  await vendor.create(
    "tencentcloud_scf_function",
    { name: "f", ...common, zip_file: "f.zip", mem_size: 128, timeout: 10, environment: {} },
    { zip_file: Buffer.from(zipSync({ "index.js": strToU8(CODE) })).toString("base64") },
  );
  const invoke = async (over: Partial<InvokeBody> | object): Promise<Answer["Response"]> => {
    const body = { FunctionName: "f", ...over };
    const query = { region: cloud.region };
    return await callControl(cloud, { method: "POST", path: "/control/invoke", query, body });
  };
  return { cloud, invoke };
}

/** JSON of this size in bytes. */
const eventOf = (bytes: number): string => JSON.stringify("x".repeat(bytes - 2));

it("a synchronous call answers with the function's result", async () => {
  const { invoke } = await setUp();
  const { Result } = await invoke({ ClientContext: '{"a":1}' });
  expect(Result).toMatchObject({ InvokeResult: 0, RetMsg: '{"got":{"a":1}}', ErrMsg: "" });
});

it("a synchronous call answers with the function's failure", async () => {
  const { invoke } = await setUp();
  const { Result } = await invoke({ ClientContext: '{"fail":true}' });
  expect(Result).toMatchObject({ InvokeResult: 430, RetMsg: "", ErrMsg: expect.stringContaining("as told") as string });
});

it("an asynchronous call is answered at once, and repeated when it fails", async () => {
  const { cloud, invoke } = await setUp();
  const { Result } = await invoke({ InvocationType: "Event", ClientContext: '{"fail":true}' });
  expect(Result).toMatchObject({ InvokeResult: 0, RetMsg: "" });
  await cloud.idle();
  const calls = cloud.asyncCalls.filter(({ requestId }) => requestId === Result!.FunctionRequestId);
  expect(calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
});

it("an asynchronous call accepts up to 128 KB, a synchronous one more", async () => {
  const { cloud, invoke } = await setUp();
  const [largest, tooLarge] = [eventOf(128 * 1024), eventOf(128 * 1024 + 1)];
  expect((await invoke({ InvocationType: "Event", ClientContext: largest })).Error).toBeUndefined();
  expect((await invoke({ InvocationType: "Event", ClientContext: tooLarge })).Error?.Code).toBe(
    "InvalidParameterValue.Param",
  );
  expect((await invoke({ ClientContext: tooLarge })).Result?.InvokeResult).toBe(0);
  await cloud.idle();
  expect(cloud.logs.filter(({ text }) => text === "called")).toHaveLength(2);
});

it.each([
  ["a function that is not there", { FunctionName: "g" }, "ResourceNotFound.Function"],
  [
    "one that is not there and not waited for",
    { FunctionName: "g", InvocationType: "Event" },
    "ResourceNotFound.Function",
  ],
  ["a version that is not there", { Qualifier: "7" }, "ResourceNotFound.Qualifier"],
  ["another type of call", { InvocationType: "DryRun" }, "InvalidParameterValue.InvocationType"],
  ["an event that is no JSON", { ClientContext: "{" }, "InvalidParameterValue.Param"],
])("refuses %s", async (_what, over, code) => {
  const { invoke } = await setUp();
  expect((await invoke(over)).Error?.Code).toBe(code);
});
