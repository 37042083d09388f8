import { expect, it } from "vitest";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const GATEWAY = { GatewayId: "gateway-1" };
const UPSTREAM = {
  Name: "media",
  Protocol: "http",
  Path: "/",
  Timeout: 3000,
  Retries: 0,
  UpstreamType: "Scf",
  UpstreamInfo: { ScfNamespace: "default", ScfLambdaName: "hello", ScfLambdaQualifier: "live", ScfType: "Event" },
};
const SERVICE = { ...GATEWAY, ...UPSTREAM };
const ROUTE = { ...GATEWAY, RouteName: "ci", Methods: ["POST"], Paths: ["/ci"], Headers: [{ Key: "a", Value: "b" }] };
const LIMIT = {
  Enabled: true,
  LimitBy: "service",
  Policy: "local",
  QpsThresholds: [{ Unit: "second", Max: 20 }],
  RateLimitResponse: { Body: "slow down", HttpStatus: 429, Headers: [{ Key: "Retry-After", Value: "1" }] },
};

it("returns a service, its route and the route's limit as they were sent", async () => {
  const cloud = await startCloud();
  const { ServiceID } = (await call(cloud, "tse.CreateCloudNativeAPIGatewayService", SERVICE)).Result as {
    ServiceID: string;
  };
  expect((await call(cloud, "tse.DescribeOneCloudNativeAPIGatewayService", SERVICE)).Result).toMatchObject({
    ID: ServiceID,
    ...UPSTREAM,
  });

  await call(cloud, "tse.CreateCloudNativeAPIGatewayRoute", { ...ROUTE, ServiceID });
  const routes = async () => (await call(cloud, "tse.DescribeCloudNativeAPIGatewayRoutes", ROUTE)).Result as Listed;
  const [route] = (await routes()).RouteList;
  expect(route).toMatchObject({
    Name: "ci",
    ServiceID,
    ServiceName: "media",
    Methods: ["POST"],
    Headers: ROUTE.Headers,
  });
  await call(cloud, "tse.ModifyCloudNativeAPIGatewayRoute", { ...GATEWAY, RouteID: route!.ID, Paths: ["/media"] });
  expect((await routes()).RouteList).toMatchObject([{ Paths: ["/media"], Methods: ["POST"] }]);

  const limit = { ...GATEWAY, Id: route!.ID };
  const limited = async () =>
    (await call(cloud, "tse.DescribeCloudNativeAPIGatewayRouteRateLimit", limit)).Result as unknown;
  expect(await limited()).toBeNull();
  await call(cloud, "tse.CreateCloudNativeAPIGatewayRouteRateLimit", { ...limit, LimitDetail: LIMIT });
  expect(await limited()).toMatchObject(LIMIT);

  expect(await refusalOf(call(cloud, "tse.DeleteCloudNativeAPIGatewayService", SERVICE))).toBe("OperationDenied");
  await call(cloud, "tse.DeleteCloudNativeAPIGatewayRouteRateLimit", limit);
  await call(cloud, "tse.DeleteCloudNativeAPIGatewayRoute", { ...GATEWAY, Name: "ci" });
  await call(cloud, "tse.DeleteCloudNativeAPIGatewayService", SERVICE);
  expect(cloud.resources).toEqual([]);
  expect(await refusalOf(call(cloud, "tse.DescribeOneCloudNativeAPIGatewayService", SERVICE))).toBe(
    "ResourceNotFound.ResourceNotFound",
  );
});

interface Listed {
  readonly RouteList: readonly { readonly ID: string }[];
}

it("answers the tags of a service, which the vendor's provider reads with it", async () => {
  const cloud = await startCloud();
  await call(cloud, "tse.CreateCloudNativeAPIGatewayService", SERVICE);
  const names = { ServiceType: "tse", ResourcePrefix: "cngw_service", ResourceIds: ["gateway-1#media"] };
  expect(await call(cloud, "tag.DescribeResourceTagsByResourceIds", names)).toMatchObject({ TotalCount: 0, Tags: [] });
});
