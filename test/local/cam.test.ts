import { expect, it } from "vitest";
import { roleCaller } from "../../local/cam/roles";
import { CI_CALLS } from "../../local/ci/calls";
import { Buckets } from "../../local/cos/bucket";
import type { ObjectServices } from "../../local/http/call";
import { dispatch } from "../../local/http/dispatch";
import type { ServiceHost } from "../../local/http/dispatch";
import type { Request } from "../../local/http/message";
import { allows, statementsOf } from "../../local/cam/policy";
import type { StoredResource } from "../../local/resources/kind";

const JOBS = "qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/";
const OBJECT = "qcs::cos:ap-guangzhou:uid/1250000000:media-1250000000/videos/a:b.mp4";

function policy(...statement: object[]): string {
  return JSON.stringify({ version: "2.0", statement });
}

const allow = (action: string | string[], resource: string | string[]): object => ({
  effect: "allow",
  action,
  resource,
});

it.each([
  ["the same", "ci:CreateMediaJobs", JOBS, true],
  ["another action", "ci:DescribeMediaJob", JOBS, false],
  ["all actions", "*", JOBS, true],
  ["all actions of the service", "ci:*", JOBS, true],
  ["an action that begins so", "ci:CreateMedia", JOBS, false],
  ["every resource", "ci:CreateMediaJobs", "*", true],
  ["any region", "ci:CreateMediaJobs", "qcs::ci::uid/1250000000:bucket/media-1250000000/*", true],
  ["another region", "ci:CreateMediaJobs", "qcs::ci:ap-shanghai:uid/1250000000:bucket/media-1250000000/*", false],
  ["another bucket", "ci:CreateMediaJobs", "qcs::ci:ap-guangzhou:uid/1250000000:bucket/other-1250000000/*", false],
])("a statement on %s decides on an action", (_title, action, resource, expected) => {
  expect(allows(statementsOf(policy(allow(action, resource))), "ci:CreateMediaJobs", JOBS)).toBe(expected);
});

it("allows objects by prefix, colons in keys included, with and without name/ before actions", () => {
  const statements = statementsOf(
    policy(allow(["name/cos:GetObject"], ["qcs::cos::uid/1250000000:media-1250000000/videos/*"])),
  );
  expect(allows(statements, "name/cos:GetObject", OBJECT)).toBe(true);
  expect(allows(statements, "cos:GetObject", OBJECT)).toBe(true);
  expect(allows(statements, "name/cos:PutObject", OBJECT)).toBe(false);
  expect(allows(statements, "name/cos:GetObject", OBJECT.replace("videos/", "sound/"))).toBe(false);
});

it("gives precedence to a statement that denies", () => {
  const denied = { effect: "deny", action: "ci:*", resource: "*" };
  expect(allows(statementsOf(policy(allow("*", "*"), denied)), "ci:CreateMediaJobs", JOBS)).toBe(false);
});

it("denies a role of the stack actions that no attached policy allows, and allows other roles every action", () => {
  const resource = (type: string, id: string, attributes: StoredResource["attributes"]): StoredResource => ({
    ...{ type: `tencentcloud_cam_${type}`, id, region: "ap-guangzhou" },
    attributes: { ...attributes, id },
  });
  const document = policy(allow("ci:DescribeMediaJob", "*"));
  const stored = [
    resource("role", "1", { name: "reader" }),
    resource("policy", "2", { document }),
    resource("policy", "3", { document: policy(allow("*", "*")) }), // attached to nobody
    resource("role_policy_attachment", "1#2", { role_id: "1", policy_id: "2" }),
  ];
  const resources = { ofType: (type: string) => stored.filter((resource) => resource.type === type) };

  expect(roleCaller("reader", resources).refusal("ci:DescribeMediaJob", JOBS)).toBeUndefined();
  expect(roleCaller("reader", resources).refusal("ci:CreateMediaJobs", JOBS)).toBe(
    `role reader is not allowed ci:CreateMediaJobs on ${JOBS}`,
  );
  expect(roleCaller("given", resources).refusal("ci:CreateMediaJobs", JOBS)).toBeUndefined();
});

it("has the action of every call of CI, on the bucket or, for calls without resources, on *", () => {
  expect(
    CI_CALLS.filter(({ actions }) => actions === undefined).map(({ method, path }) => `${method} ${path}`),
  ).toEqual([]);
  const names = CI_CALLS.flatMap(({ actions }) => (typeof actions === "function" ? [] : (actions ?? [])));
  expect(names).toEqual(
    expect.arrayContaining([
      ...["ci:CreateCIBucket", "ci:DescribeCIBuckets", "ci:CreateMediaBucket", "ci:CreatePicProcessBucket"],
      ...["ci:CreateAsrBucket", "ci:CreateAiProcessBucket", "ci:CreateDocProcessBucket", "ci:CreateFileProcessBucket"],
      ...["ci:DescribeMediaQueues", "ci:UpdateMediaQueue", "ci:UpdatePicProcessQueue", "ci:DescribeAsrQueues"],
    ]),
  );
});

it.each([
  ["PUT", "/", "pic", "ci:CreateCIBucket", JOBS],
  ["GET", "/", "pic", "ci:DescribeCIBuckets", "*"],
  ["POST", "/picbucket", "ci", "ci:CreatePicProcessBucket", JOBS],
  ["GET", "/asrqueue", "ci", "ci:DescribeAsrQueues", JOBS],
  ["PUT", "/picqueue/p1", "ci", "ci:UpdatePicProcessQueue", JOBS],
  ["POST", "/template", "ci", "ci:CreateMediaTemplate", JOBS],
  ["PUT", "/workflow/w1?paused", "ci", "ci:PausedMediaWorkflow", JOBS],
])("refuses %s %s on the %s host without its action", (method, target, service, action, resource) => {
  const [path, query] = target.split("?");
  const buckets = new Buckets("1250000000");
  buckets.create("media-1250000000", "ap-guangzhou");
  const host = { service, bucket: "media-1250000000", region: "ap-guangzhou" } as ServiceHost;
  const request = { method, path, target, query: new URLSearchParams(query), headers: { "content-length": "0" } };
  const services = { buckets, settings: { appId: "1250000000" } } as unknown as ObjectServices;
  const refused: string[] = [];
  const caller = { refusal: (name: string, on: string) => (refused.push(name, on), `not allowed ${name}`) };
  expect(() => dispatch(host, request as unknown as Request, "1", services, caller)).toThrow(`not allowed ${action}`);
  expect(refused).toEqual([action, resource]);
});
