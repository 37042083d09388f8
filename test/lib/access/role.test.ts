import { TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import { CallbackFunction, CiCallbackPipeline } from "../../../lib";
import type { CallbackFunctionProps, SubmitJobsOptions } from "../../../lib";
import { CODE, newStack, resource, resources } from "../support";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };

function functionWith(options: Partial<CallbackFunctionProps>) {
  const stack = newStack();
  return { stack, fn: new CallbackFunction(stack, "Function", { code: CODE, ...options }) };
}

const documentOf = (stack: ReturnType<typeof newStack>, type: string): unknown =>
  JSON.parse(resource(stack, type).document as string);

describe("the role of a CallbackFunction", () => {
  it("does not exist if nothing needs it", () => {
    const { stack, fn } = functionWith({});
    expect(resources(stack, "tencentcloud_cam_role")).toEqual([]);
    expect(resource(stack, "tencentcloud_scf_function")).not.toHaveProperty("role");
    expect(fn.role).toBeUndefined();
  });

  it("may be assumed only by functions and allows exactly the grants, each once", () => {
    const { stack, fn } = functionWith({ tags: { team: "media" } });
    fn.grantReadJobs(BUCKET);
    fn.grantObjects(BUCKET, ["read", "write"], "inbox/");
    fn.grantReadJobs(BUCKET);

    expect(documentOf(stack, "tencentcloud_cam_role")).toEqual({
      statement: [{ action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["scf.qcloud.com"] } }],
      version: "2.0",
    });
    expect(documentOf(stack, "tencentcloud_cam_policy")).toEqual({
      statement: [
        {
          action: [
            ...["ci:DescribeMediaJob", "ci:DescribeMediaJobs", "ci:DescribeAsrJob", "ci:DescribeAsrJobs"],
            ...["ci:DescribeDocProcessJob", "ci:DescribeDocProcessJobs", "ci:DescribeFileProcessJob"],
            "ci:DescribeMediaWorkflowExecutions",
          ],
          effect: "allow",
          resource: ["qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*"],
        },
        {
          action: ["name/cos:GetObject", "name/cos:HeadObject", "name/cos:PutObject"],
          effect: "allow",
          resource: ["qcs::cos:ap-guangzhou:uid/1250000000:media-1250000000/inbox/*"],
        },
      ],
      version: "2.0",
    });
    expect(resources(stack, "tencentcloud_cam_role_policy_attachment")).toHaveLength(1);
    expect(resource(stack, "tencentcloud_cam_role").tags).toEqual({ team: "media" });
  });

  it.each<[SubmitJobsOptions | undefined, readonly string[]]>([
    [undefined, ["ci:CreateMediaJobs qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*"]],
    [
      { service: "document", ownerUin: "100000000001" },
      [
        "ci:CreateDocProcessJobs qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*",
        "cam:PassRole qcs::cam::uin/100000000001:roleName/CI_QCSRole",
      ],
    ],
    [
      { tags: ["SegmentVideoBody", "Translation"] },
      ["ci:CreateMediaJobs ci:CreateBodyJointsDetectJob qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*"],
    ],
    [{ service: "ai" }, ["ci:CreateMediaJobs qcs::ci:ap-guangzhou:uid/1250000000:bucket/media-1250000000/*"]],
  ])("allows job submission according to %j", (options, allowed) => {
    const { fn } = functionWith({});
    fn.grantSubmitJobs(BUCKET, options);
    expect(fn.policyStatements.map(({ actions, resources }) => [...actions, ...resources].join(" "))).toEqual(allowed);
  });

  it("is referenced by the function, which waits for the role but not for the attachment", () => {
    const { stack, fn } = functionWith({});
    fn.grantObjects({ bucket: BUCKET.bucket }, ["delete", "list"]);
    const { role, ...others } = resource(stack, "tencentcloud_scf_function");
    expect(role).toMatch(/^\$\{tencentcloud_cam_role\.Function_Role_\w+\.name\}$/);
    expect(JSON.stringify(others)).not.toContain("attachment");
    expect(documentOf(stack, "tencentcloud_cam_policy")).toMatchObject({
      statement: [{ resource: ["qcs::cos::uid/1250000000:media-1250000000/*"] }],
    });
  });

  it("may be an existing one, with a list of the required permissions", () => {
    const { stack, fn } = functionWith({ role: "media-role", verify: "readback", bucket: BUCKET.bucket });
    expect(resources(stack, "tencentcloud_cam_role")).toEqual([]);
    expect(resource(stack, "tencentcloud_scf_function").role).toBe("media-role");
    expect(fn.policyStatements).toEqual([
      expect.objectContaining({ resources: ["qcs::ci::uid/1250000000:bucket/media-1250000000/*"] }),
    ]);
  });

  it("reads the account from a token for the bucket", () => {
    const { stack, fn } = functionWith({});
    fn.grantReadJobs({ bucket: new TerraformVariable(stack, "Bucket", {}).stringValue });
    expect(resource(stack, "tencentcloud_cam_policy").document).toContain('jsonencode(regex("[0-9]+$", var.Bucket))');
  });

  it("is created by readback, which knows the pipeline's bucket", () => {
    const stack = newStack();
    new CiCallbackPipeline(stack, "Media", { ...BUCKET, code: CODE, function: { verify: "readback" } });
    expect(resource(stack, "tencentcloud_scf_function").environment).toMatchObject({
      CI_CALLBACK_VERIFY: "readback",
      CI_CALLBACK_BUCKET: BUCKET.bucket,
      CI_CALLBACK_REGION: BUCKET.region,
    });
    expect(resources(stack, "tencentcloud_cam_role")).toHaveLength(1);
  });
});
