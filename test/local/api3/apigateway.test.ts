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

it("answers with a generated host name of a service if requested", async () => {
  const { cloud, ServiceId } = await withService();
  expect((await call(cloud, "apigateway.DescribeService", { ServiceId })).OuterSubDomain).toBe(
    `${ServiceId}-${cloud.appId}.${cloud.region}.apigw.tencentcs.com`,
  );
});

it("returns an API as it was sent, and accepts a path once", async () => {
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

it("releases a service to an environment and withdraws it", async () => {
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
    const withdrawal = await call(cloud, "apigateway.UnReleaseService", { ServiceId, EnvironmentName });
    expect(withdrawal).toMatchObject({ Result: true });
  }
  expect(await environments()).toEqual([]);
});

it("separates the limits of a service from those of an API", async () => {
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

it("binds a host name to the service's own address, once", async () => {
  const { cloud, ServiceId } = await withService();
  const { OuterSubDomain } = await call(cloud, "apigateway.DescribeService", { ServiceId });
  const domain = {
    ServiceId,
    SubDomain: "ci.example.com",
    Protocol: "https",
    NetType: "OUTER",
    NetSubDomain: OuterSubDomain as string,
    CertificateId: "cert0001",
    IsDefaultMapping: false,
    PathMappingSet: [{ Path: "/", Environment: "release" }],
  };
  const bind = (more: object = {}) => call(cloud, "apigateway.BindSubDomain", { ...domain, ...more });
  expect(await refusalOf(bind({ NetSubDomain: "other.example.com" }))).toBe("FailedOperation.NetSubDomainError");
  expect(await bind()).toMatchObject({ Result: true });
  expect(await refusalOf(bind())).toBe("FailedOperation.DomainAlreadyBindService");
  await call(cloud, "apigateway.ModifySubDomain", {
    ServiceId,
    SubDomain: domain.SubDomain,
    CertificateId: "cert0002",
  });
  expect((await call(cloud, "apigateway.DescribeServiceSubDomains", { ServiceId })).Result).toMatchObject({
    TotalCount: 1,
    DomainSet: [{ DomainName: "ci.example.com", Status: 1, CertificateId: "cert0002", Protocol: "https" }],
  });
  expect((await call(cloud, "apigateway.DescribeServiceSubDomainMappings", domain)).Result).toEqual({
    IsDefaultMapping: false,
    PathMappingSet: domain.PathMappingSet,
  });
  await call(cloud, "apigateway.UnBindSubDomain", domain);
  expect(await refusalOf(call(cloud, "apigateway.UnBindSubDomain", domain))).toBe(
    "FailedOperation.DomainNotBindService",
  );
});

it("binds an IP strategy to APIs of an environment", async () => {
  const { cloud, ServiceId } = await withService();
  const strategy = { ServiceId, StrategyName: "ci", StrategyType: "WHITE", StrategyData: "1.1.1.1" };
  const { StrategyId } = (await call(cloud, "apigateway.CreateIPStrategy", strategy)).Result as { StrategyId: string };
  const release = { ServiceId, StrategyId, EnvironmentName: "release" };
  const bound = async (EnvironmentName: string) =>
    (await call(cloud, "apigateway.DescribeIPStrategy", { ...release, EnvironmentName })).Result as object;
  await call(cloud, "apigateway.BindIPStrategy", { ...release, BindApiIds: ["api-1", "api-2"] });
  await call(cloud, "apigateway.ModifyIPStrategy", { ServiceId, StrategyId, StrategyData: "2.2.2.2" });
  expect(await bound("release")).toMatchObject({ StrategyName: "ci", StrategyData: "2.2.2.2", BindApiTotalCount: 2 });
  expect(await bound("test")).toMatchObject({ BindApiTotalCount: 0, BindApis: [] });
  await call(cloud, "apigateway.UnBindIPStrategy", { ...release, UnBindApiIds: ["api-1"] });
  expect(await bound("release")).toMatchObject({ BindApis: [{ ApiId: "api-2", ServiceId }] });
  await call(cloud, "apigateway.DeleteIPStrategy", { ServiceId, StrategyId });
  expect(cloud.resources.map(({ type }) => type)).toEqual(["tencentcloud_api_gateway_service"]);
});
