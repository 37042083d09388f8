import { expect, it } from "vitest";
import type { LocalCloud } from "../../../local/cloud";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const document = (action: string): string =>
  JSON.stringify({ version: "2.0", statement: [{ effect: "allow", action: [action], resource: ["qcs::ci:::a/b"] }] });

async function withRole(cloud: LocalCloud): Promise<{ RoleId: string; PolicyId: number }> {
  const role = { RoleName: "worker", PolicyDocument: document("sts:AssumeRole"), Description: "of a function" };
  const policy = { PolicyName: "reads", PolicyDocument: document("name/cos:GetObject") };
  const { RoleId } = (await call(cloud, "cam.CreateRole", role)) as { RoleId: string };
  const { PolicyId } = (await call(cloud, "cam.CreatePolicy", policy)) as { PolicyId: number };
  return { RoleId, PolicyId };
}

it("returns a role and a policy as they were sent, with escaped slashes in documents", async () => {
  const cloud = await startCloud();
  const { RoleId, PolicyId } = await withRole(cloud);
  expect((await call(cloud, "cam.DescribeRoleList", { Page: 1, Rp: 200 })).List).toMatchObject([
    { RoleId, RoleName: "worker", Description: "of a function", ConsoleLogin: 0, SessionDuration: 7200 },
  ]);
  expect((await call(cloud, "cam.DescribeRoleList", { Page: 2, Rp: 200 })).List).toEqual([]);
  expect((await call(cloud, "cam.GetRole", { RoleName: "worker" })).RoleInfo).toMatchObject({ RoleId });
  const { PolicyDocument } = await call(cloud, "cam.GetPolicy", { PolicyId });
  expect(PolicyDocument).toContain("qcs::ci:::a\\/b");
  expect(JSON.parse(PolicyDocument as string)).toEqual(JSON.parse(document("name/cos:GetObject")));
});

it("changes documents", async () => {
  const cloud = await startCloud();
  const { RoleId, PolicyId } = await withRole(cloud);
  const PolicyDocument = document("name/cos:PutObject");
  await call(cloud, "cam.UpdatePolicy", { PolicyId, PolicyDocument });
  await call(cloud, "cam.UpdateAssumeRolePolicy", { RoleId, PolicyDocument });
  await call(cloud, "cam.UpdateRoleDescription", { RoleId, Description: "other" });
  await call(cloud, "cam.UpdateRoleSessionDuration", { RoleId: Number(RoleId), SessionDuration: 900 });
  expect((await call(cloud, "cam.GetPolicy", { PolicyId })).PolicyDocument).toContain("PutObject");
  expect((await call(cloud, "cam.GetRole", { RoleId })).RoleInfo).toMatchObject({
    PolicyDocument,
    Description: "other",
    SessionDuration: 900,
  });
  expect(await refusalOf(call(cloud, "cam.UpdatePolicy", { PolicyId, PolicyDocument: "no JSON" }))).toBe(
    "FailedOperation.PolicyDocumentError",
  );
});

it("attaches and detaches policies, one by one or with the role or the policy", async () => {
  const cloud = await startCloud();
  const { RoleId, PolicyId } = await withRole(cloud);
  const attach = { AttachRoleId: RoleId, PolicyId };
  const attached = async () => (await call(cloud, "cam.ListAttachedRolePolicies", { RoleId })).List as unknown[];
  await call(cloud, "cam.AttachRolePolicy", attach);
  await call(cloud, "cam.AttachRolePolicy", attach); // a repetition changes nothing
  expect(await attached()).toMatchObject([{ PolicyId, PolicyName: "reads", PolicyType: "User", CreateMode: 2 }]);
  await call(cloud, "cam.DetachRolePolicy", { DetachRoleId: RoleId, PolicyId });
  expect(await attached()).toEqual([]);

  await call(cloud, "cam.AttachRolePolicy", attach);
  await call(cloud, "cam.DeletePolicy", { PolicyId: [PolicyId] });
  expect(await attached()).toEqual([]);
  await call(cloud, "cam.DeleteRole", { RoleId });
  expect(cloud.resources).toEqual([]);
  expect(await refusalOf(call(cloud, "cam.ListAttachedRolePolicies", { RoleId }))).toBe(
    "InvalidParameter.RoleNotExist",
  );
  expect(await refusalOf(call(cloud, "cam.GetPolicy", { PolicyId }))).toBe("ResourceNotFound.PolicyIdNotFound");
});

it.each([
  ["cam.CreateRole", { RoleName: "worker", PolicyDocument: document("a") }, "InvalidParameter.RoleNameInUse"],
  ["cam.CreatePolicy", { PolicyName: "reads", PolicyDocument: document("a") }, "FailedOperation.PolicyNameInUse"],
  ["cam.CreateRole", { PolicyDocument: document("a") }, "MissingParameter"],
])("%s refuses %o", async (action, request, code) => {
  const cloud = await startCloud();
  await withRole(cloud);
  expect(await refusalOf(call(cloud, action, request))).toBe(code);
});
