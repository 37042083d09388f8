import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import type { LocalCloud } from "../../../local/cloud";
import type { LocalCloudOptions } from "../../../local/options";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const NAME = { FunctionName: "hello", Namespace: "default" };
const FUNCTION = {
  ...NAME,
  Handler: "index.main_handler",
  Runtime: "Nodejs20.19",
  MemorySize: 256,
  Timeout: 10,
  Type: "Event",
  Environment: { Variables: [{ Key: "GREETING", Value: "hi" }] },
  PublicNetConfig: { PublicNetStatus: "ENABLE", EipConfig: { EipStatus: "DISABLE" } },
  Tags: [{ Key: "owner", Value: "media" }],
};

const codeAnswering = (text: string): { ZipFile: string } => {
  const source = `exports.main_handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });`;
  return { ZipFile: Buffer.from(zipSync({ "index.js": strToU8(source) })).toString("base64") };
};

async function withFunction(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startCloud(options);
  expect(await call(cloud, "scf.CreateFunction", { ...FUNCTION, Code: codeAnswering("one") })).not.toHaveProperty(
    "Error",
  );
  return cloud;
}

it("returns a function as it was sent, with values that the platform fills in", async () => {
  const cloud = await withFunction();
  expect(await call(cloud, "scf.GetFunction", NAME)).toMatchObject({
    ...FUNCTION,
    PublicNetConfig: { PublicNetStatus: "ENABLE", EipConfig: { EipStatus: "DISABLE", EipAddress: [] } },
    Status: "Active",
    Description: "",
    Role: "",
    VpcConfig: { VpcId: "", SubnetId: "" },
    L5Enable: "FALSE",
    AsyncRunEnable: "FALSE",
    InstallDependency: "FALSE",
    Triggers: [],
  });
  expect(await refusalOf(call(cloud, "scf.CreateFunction", { ...FUNCTION, Code: codeAnswering("one") }))).toBe(
    "ResourceInUse.FunctionName",
  );
});

it("keeps settings that an update omits, and removes all variables for a variable without a name", async () => {
  const cloud = await withFunction();
  await call(cloud, "scf.UpdateFunctionConfiguration", {
    ...NAME,
    Timeout: 77,
    VpcConfig: { VpcId: "vpc-1", SubnetId: "subnet-1" },
    Environment: { Variables: [{ Key: "", Value: "" }] },
  });
  expect(await call(cloud, "scf.GetFunction", NAME)).toMatchObject({
    Timeout: 77,
    MemorySize: 256,
    VpcConfig: { VpcId: "vpc-1", SubnetId: "subnet-1" },
    Environment: { Variables: [] },
  });
});

it("runs new code, and old code in a version, behind an alias that moves", async () => {
  const cloud = await withFunction();
  expect(await call(cloud, "scf.PublishVersion", { ...NAME, Description: "first" })).toMatchObject({
    FunctionVersion: "1",
  });
  await call(cloud, "scf.CreateAlias", { ...NAME, Name: "live", FunctionVersion: "1", Description: "a" });
  await call(cloud, "scf.CreateTrigger", {
    ...NAME,
    TriggerName: "url-trigger",
    Type: "http",
    Qualifier: "live",
    Enable: "OPEN",
    TriggerDesc: '{"AuthType":"NONE","NetConfig":{"EnableExtranet":true,"EnableIntranet":false}}',
  });
  const answer = async (): Promise<string | undefined> => {
    const [{ TriggerDesc }] = (await call(cloud, "scf.ListTriggers", NAME)).Triggers as [{ TriggerDesc: string }];
    const { ExtranetUrl } = (JSON.parse(TriggerDesc) as { NetConfig: { ExtranetUrl: string } }).NetConfig;
    return (await cloud.deliver(ExtranetUrl, "{}", "JSON")).answer;
  };
  expect(await answer()).toBe("one");

  await call(cloud, "scf.UpdateFunctionCode", { ...NAME, Handler: "index.main_handler", Code: codeAnswering("two") });
  await call(cloud, "scf.PublishVersion", { ...NAME, Description: "second" });
  expect(await answer()).toBe("one");
  // Description and routing stay unchanged.
  await call(cloud, "scf.UpdateAlias", { ...NAME, Name: "live", FunctionVersion: "2", Description: "a" });
  expect(await answer()).toBe("two");
  expect(await call(cloud, "scf.GetAlias", { ...NAME, Name: "live" })).toMatchObject({ FunctionVersion: "2" });

  const version1 = { ...NAME, Qualifier: "1" };
  expect(await call(cloud, "scf.GetFunction", version1)).toMatchObject({ FunctionVersion: "1", Description: "first" });
  expect(await refusalOf(call(cloud, "scf.DeleteFunction", { ...NAME, Qualifier: "2" }))).toBe(
    "FailedOperation.DeleteFunction",
  );
  await call(cloud, "scf.DeleteFunction", version1);
  expect(await refusalOf(call(cloud, "scf.GetFunction", version1))).toBe("ResourceNotFound.FunctionVersion");
});

it("finds a trigger by its name, and returns a timer's description as JSON", async () => {
  const cloud = await withFunction();
  const timer = { ...NAME, TriggerName: "tick", Type: "timer", Qualifier: "$LATEST", TriggerDesc: "0 */5 * * * * *" };
  await call(cloud, "scf.CreateTrigger", { ...timer, Enable: "OPEN" });
  await call(cloud, "scf.UpdateTrigger", { ...timer, Enable: "CLOSE" });
  const filterByName = (name: string) => ({ ...NAME, Filters: [{ Name: "TriggerName", Values: [name] }] });
  expect(await call(cloud, "scf.ListTriggers", filterByName("tick"))).toMatchObject({
    TotalCount: 1,
    Triggers: [{ TriggerName: "tick", TriggerDesc: '{"cron":"0 */5 * * * * *"}', Enable: 0 }],
  });
  expect(await call(cloud, "scf.ListTriggers", filterByName("tock"))).toMatchObject({ TotalCount: 0, Triggers: [] });
  await call(cloud, "scf.DeleteTrigger", timer);
  expect(await call(cloud, "scf.ListTriggers", NAME)).toMatchObject({ Triggers: [] });
});

it("sets, returns and removes concurrency limits and retry settings", async () => {
  const cloud = await withFunction({ provisionMs: 0 });
  await call(cloud, "scf.PublishVersion", NAME);
  const version = { ...NAME, Qualifier: "1" };
  await call(cloud, "scf.PutReservedConcurrencyConfig", { ...NAME, ReservedConcurrencyMem: 1024 });
  await call(cloud, "scf.PutProvisionedConcurrencyConfig", { ...version, VersionProvisionedConcurrencyNum: 2 });
  const events = { AsyncTriggerConfig: { MsgTTL: 600, RetryConfig: [{ RetryNum: 1 }] } };
  await call(cloud, "scf.UpdateFunctionEventInvokeConfig", { ...NAME, ...events });

  expect(await call(cloud, "scf.GetReservedConcurrencyConfig", NAME)).toMatchObject({ ReservedMem: 1024 });
  expect(await call(cloud, "scf.GetProvisionedConcurrencyConfig", version)).toMatchObject({
    Allocated: [{ Qualifier: "1", AvailableProvisionedConcurrencyNum: 2 }],
  });
  expect(await call(cloud, "scf.GetFunctionEventInvokeConfig", NAME)).toMatchObject(events);

  await call(cloud, "scf.DeleteReservedConcurrencyConfig", NAME);
  await call(cloud, "scf.DeleteProvisionedConcurrencyConfig", version);
  expect(await call(cloud, "scf.GetReservedConcurrencyConfig", NAME)).not.toHaveProperty("ReservedMem");
  expect(await call(cloud, "scf.GetProvisionedConcurrencyConfig", version)).toMatchObject({ Allocated: [] });
});

it("returns a custom domain as it was sent", async () => {
  const cloud = await withFunction();
  const EndpointsConfig = [{ ...NAME, Qualifier: "$LATEST", PathMatch: "/ci/*", PathRewrite: [] }];
  const domain = { Domain: "ci.example.com", Protocol: "HTTP", EndpointsConfig };
  await call(cloud, "scf.CreateCustomDomain", domain);
  expect(await call(cloud, "scf.GetCustomDomain", domain)).toMatchObject(domain);
  await call(cloud, "scf.UpdateCustomDomain", {
    ...domain,
    EndpointsConfig: [{ ...EndpointsConfig[0], PathMatch: "/" }],
  });
  expect(await call(cloud, "scf.GetCustomDomain", domain)).toMatchObject({ EndpointsConfig: [{ PathMatch: "/" }] });
  await call(cloud, "scf.DeleteCustomDomain", domain);
  expect(await refusalOf(call(cloud, "scf.GetCustomDomain", domain))).toBe("ResourceNotFound.CustomDomain");
});

it("deletes a function with its triggers, versions and aliases", async () => {
  const cloud = await withFunction();
  await call(cloud, "scf.PublishVersion", NAME);
  await call(cloud, "scf.CreateAlias", { ...NAME, Name: "live", FunctionVersion: "1" });
  await call(cloud, "scf.PutReservedConcurrencyConfig", { ...NAME, ReservedConcurrencyMem: 1024 });
  await call(cloud, "scf.DeleteFunction", NAME);
  expect([cloud.resources, cloud.functions]).toEqual([[], []]);
  for (const action of ["GetFunction", "DeleteFunction", "ListTriggers", "GetAlias", "PublishVersion"]) {
    expect(await refusalOf(call(cloud, `scf.${action}`, { ...NAME, Name: "live" }))).toBe(
      "ResourceNotFound.FunctionName",
    );
  }
});

it("changes tags by the resource's name", async () => {
  const cloud = await withFunction();
  await call(cloud, "tag.ModifyResourceTags", {
    Resource: `qcs::scf:${cloud.region}:uin/:namespace/default/function/hello`,
    ReplaceTags: [{ TagKey: "team", TagValue: "video" }],
    DeleteTags: [{ TagKey: "owner" }],
  });
  const Tags = [{ Key: "team", Value: "video" }];
  expect((await call(cloud, "scf.GetFunction", NAME)).Tags).toEqual(Tags);
  const request = { ServiceType: "scf", ResourcePrefix: "namespace", ResourceIds: ["default/function/hello"] };
  expect(await call(cloud, "tag.DescribeResourceTagsByResourceIds", request)).toMatchObject({
    TotalCount: 1,
    Tags: [{ TagKey: "team", TagValue: "video" }],
  });
});

it("publishes one version of a function at a time", async () => {
  const cloud = await startCloud({ publishMs: 500 });
  await call(cloud, "scf.CreateFunction", { ...FUNCTION, Code: codeAnswering("one") });
  const both = [1, 2].map(() => refusalOf(call(cloud, "scf.PublishVersion", NAME)));
  expect((await Promise.all(both)).sort()).toEqual(["FailedOperation.PublishVersion", "accepted"]);
  expect(await refusalOf(call(cloud, "scf.PublishVersion", NAME))).toBe("accepted");
});

it("has no instance available, and accepts no other setting, while a version is provisioned", async () => {
  let time = Date.now();
  const cloud = await startCloud({ provisionMs: 20_000, now: () => new Date(time) });
  const callAtTime = (name: string, request: object) =>
    call(cloud, `scf.${name}`, request, { timestamp: Math.floor(time / 1000) });
  await callAtTime("CreateFunction", { ...FUNCTION, Code: codeAnswering("one") });
  await callAtTime("PublishVersion", NAME);
  const version = { ...NAME, Qualifier: "1" };
  await callAtTime("PutProvisionedConcurrencyConfig", { ...version, VersionProvisionedConcurrencyNum: 2 });
  const allocated = async () => (await callAtTime("GetProvisionedConcurrencyConfig", version)).Allocated as unknown;
  expect(await allocated()).toMatchObject([{ AvailableProvisionedConcurrencyNum: 0, Status: "InProgress" }]);
  const refused = "FailedOperation.ProvisionedInProgress";
  expect(await refusalOf(callAtTime("DeleteProvisionedConcurrencyConfig", version))).toBe(refused);

  time += 20_000;
  expect(await allocated()).toMatchObject([{ AvailableProvisionedConcurrencyNum: 2, Status: "Done" }]);
  expect(await refusalOf(callAtTime("DeleteProvisionedConcurrencyConfig", version))).toBe("accepted");
});

it("refuses a log topic of another log set, or without its log set", async () => {
  const cloud = await startCloud();
  const logset = async (LogsetName: string) =>
    (await call(cloud, "cls.CreateLogset", { LogsetName })) as { readonly LogsetId: string };
  const [first, second] = [await logset("one"), await logset("two")];
  const topic = await call(cloud, "cls.CreateTopic", { LogsetId: first.LogsetId, TopicName: "callbacks" });
  const creation = { ...FUNCTION, Code: codeAnswering("one"), ClsTopicId: topic.TopicId as string };
  const create = (log: object) => refusalOf(call(cloud, "scf.CreateFunction", { ...creation, ...log }));
  expect(await create({ ClsLogsetId: second.LogsetId })).toBe("InvalidParameterValue.Cls");
  expect(await create({})).toBe("InvalidParameterValue.Cls");
  expect(await create({ ClsLogsetId: first.LogsetId })).toBe("accepted");
});
