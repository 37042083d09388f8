import { expect, it } from "vitest";
import type { LocalCloud } from "../../../local/cloud";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const API = {
  ApiName: "callbacks",
  ApiType: "NORMAL",
  AuthType: "NONE",
  Protocol: "HTTP",
  EnableCORS: false,
  RequestConfig: { Path: "/ci", Method: "ANY" },
  ServiceType: "SCF",
  ServiceTimeout: 30,
  ServiceScfFunctionName: "hello",
  ServiceScfFunctionNamespace: "default",
  ServiceScfFunctionQualifier: "live",
  ServiceScfIsIntegratedResponse: true,
};

async function withService(): Promise<{ cloud: LocalCloud; ServiceId: string }> {
  const cloud = await startCloud({ publicNames: true });
  const request = { ServiceName: "media", Protocol: "https", NetTypes: ["OUTER"], IpVersion: "IPv4" };
  const { ServiceId } = (await call(cloud, "apigateway.CreateService", request)) as { ServiceId: string };
  expect(await call(cloud, "apigateway.DescribeService", { ServiceId })).toMatchObject({
    ...request,
    ApiTotalCount: 0,
  });
  return { cloud, ServiceId };
}

it("gives a service a name such as the platform's where that is asked for", async () => {
  const { cloud, ServiceId } = await withService();
  expect((await call(cloud, "apigateway.DescribeService", { ServiceId })).OuterSubDomain).toBe(
    `${ServiceId}-${cloud.appId}.${cloud.region}.apigw.tencentcs.com`,
  );
});

it("tells of an API what was sent, and takes a path once", async () => {
  const { cloud, ServiceId } = await withService();
  const { ApiId } = (await call(cloud, "apigateway.CreateApi", { ServiceId, ...API })).Result as { ApiId: string };
  const described = async () => (await call(cloud, "apigateway.DescribeApi", { ServiceId, ApiId })).Result as object;
  expect(await described()).toMatchObject({ ServiceId, ApiId, ...API });
  expect(await refusalOf(call(cloud, "apigateway.CreateApi", { ServiceId, ...API }))).toBe("FailedOperation.ApiError");
  const moved = { ...API, RequestConfig: { Path: "/media", Method: "POST" } };
  await call(cloud, "apigateway.ModifyApi", { ServiceId, ApiId, ...moved });
  expect(await described()).toMatchObject(moved);
  expect(await call(cloud, "apigateway.DescribeService", { ServiceId })).toMatchObject({
    ApiTotalCount: 1,
    ApiIdStatusSet: [{ ApiId, Path: "/media", Method: "POST" }],
  });

  expect(await refusalOf(call(cloud, "apigateway.DeleteService", { ServiceId }))).toBe(
    "UnsupportedOperation.UnsupportedDeleteService",
  );
  expect(await call(cloud, "apigateway.DeleteApi", { ServiceId, ApiId })).toMatchObject({ Result: true });
  expect(await refusalOf(call(cloud, "apigateway.DescribeApi", { ServiceId, ApiId }))).toBe(
    "ResourceNotFound.InvalidApi",
  );
  expect(await call(cloud, "apigateway.DeleteService", { ServiceId })).toMatchObject({ Result: true });
  expect(await refusalOf(call(cloud, "apigateway.DescribeService", { ServiceId }))).toBe(
    "ResourceNotFound.InvalidService",
  );
  expect(cloud.resources).toEqual([]);
});

it("releases a service to an environment and takes it back", async () => {
  const { cloud, ServiceId } = await withService();
  const release = { ServiceId, EnvironmentName: "release", ReleaseDesc: "first" };
  expect(await refusalOf(call(cloud, "apigateway.ReleaseService", release))).toBe("UnsupportedOperation.NoApi");
  await call(cloud, "apigateway.CreateApi", { ServiceId, ...API });
  const { ReleaseVersion } = (await call(cloud, "apigateway.ReleaseService", release)).Result as {
    ReleaseVersion: string;
  };
  const environments = async () =>
    (await call(cloud, "apigateway.DescribeService", { ServiceId })).AvailableEnvironments as string[];
  expect(await environments()).toEqual(["release"]);
  expect((await call(cloud, "apigateway.DescribeServiceEnvironmentReleaseHistory", release)).Result).toEqual({
    TotalCount: 1,
    VersionList: [{ VersionName: ReleaseVersion, VersionDesc: "first" }],
  });
  for (const EnvironmentName of ["release", "prepub"]) {
    const taken = await call(cloud, "apigateway.UnReleaseService", { ServiceId, EnvironmentName });
    expect(taken).toMatchObject({ Result: true });
  }
  expect(await environments()).toEqual([]);
});

it("keeps the limits of a service and of an API apart", async () => {
  const { cloud, ServiceId } = await withService();
  const { ApiId } = (await call(cloud, "apigateway.CreateApi", { ServiceId, ...API })).Result as { ApiId: string };
  const limit = { ServiceId, EnvironmentNames: ["release"], Strategy: 200 };
  await call(cloud, "apigateway.ModifyServiceEnvironmentStrategy", limit);
  const ofApi = { ServiceId, ApiIds: [ApiId], EnvironmentName: "test", Strategy: 7 };
  await call(cloud, "apigateway.ModifyApiEnvironmentStrategy", ofApi);
  const service = (await call(cloud, "apigateway.DescribeServiceEnvironmentStrategy", { ServiceId })).Result as {
    EnvironmentList: { EnvironmentName: string; Strategy: number }[];
  };
  expect(service.EnvironmentList.map(({ EnvironmentName, Strategy }) => [EnvironmentName, Strategy])).toEqual([
    ["test", 500],
    ["prepub", 500],
    ["release", 200],
  ]);
  const api = (await call(cloud, "apigateway.DescribeApiEnvironmentStrategy", { ServiceId, ApiId })).Result as {
    ApiEnvironmentStrategySet: [{ EnvironmentStrategySet: { Quota: number }[] }];
  };
  expect(api.ApiEnvironmentStrategySet[0].EnvironmentStrategySet.map(({ Quota }) => Quota)).toEqual([7, -1, -1]);
});
