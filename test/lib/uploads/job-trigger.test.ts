import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Delivery, Job, JobTrigger, ValidationError } from "../../../lib";
import type { CiCallbackPipelineProps, JobTriggerProps } from "../../../lib";
import { CODE, newApp, newStack, resource, synth } from "../support";
import type { Block } from "../support";

const BUCKET = "media-1250000000";
const job = Job.splitVideoParts();

const cover = (object: string, bucket?: string) => Job.snapshot({ count: 1, output: { object, bucket } });

function trigger(props: Partial<JobTriggerProps> = {}, stack = newStack(), id = "Uploads"): JobTrigger {
  return new JobTrigger(stack, id, { ...{ bucket: BUCKET, region: "ap-guangzhou", prefix: "videos/", job }, ...props });
}

function pipeline(props: Partial<CiCallbackPipelineProps>): TerraformStack {
  const stack = newStack();
  new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, region: "ap-guangzhou", code: CODE, ...props });
  return stack;
}

/** The document is not JSON before Terraform has filled in the record's bucket. */
const actionsOf = (policy: Block): string[] =>
  [...(policy["document"] as string).matchAll(/"action":(\[[^\]]*\])/g)].flatMap(
    ([, list]) => JSON.parse(list!) as string[],
  );

describe("JobTrigger", () => {
  it("creates a trigger, a function that reports to the URL, and a record", () => {
    const stack = newStack();
    trigger({ extensions: ["MP4"], callbackUrl: "https://cb.example.com/s", attempts: 2 }, stack);
    expect(resource(stack, "tencentcloud_scf_trigger")).toMatchObject({
      type: "cos",
      trigger_name: "media-1250000000.cos.ap-guangzhou.myqcloud.com",
      trigger_desc: '{"event":"cos:ObjectCreated:*","filter":{"Prefix":"videos/","Suffix":""}}',
      enable: "OPEN",
    });
    const { environment } = resource(stack, "tencentcloud_scf_function");
    expect(environment).toMatchObject({ CI_CALLBACK_UPLOAD_URL: '${sensitive("https://cb.example.com/s")}' });
    expect(environment).not.toHaveProperty("CI_CALLBACK_SECRETS");
    expect(JSON.parse((environment as Record<string, string>)["CI_CALLBACK_UPLOAD_RULE"]!)).toEqual({
      ...{ prefix: "videos/", extensions: ["mp4"], format: "JSON", attempts: 2 },
      jobs: [
        { tag: "SplitVideoParts", path: "/jobs", input: {}, operation: { SplitVideoParts: { Mode: "SHOTDETECT" } } },
      ],
    });
    expect(resource(stack, "tencentcloud_scf_function_event_invoke_config")).toMatchObject({
      async_trigger_config: { retry_config: [{ retry_num: 1 }] },
    });
    expect(resource(stack, "tencentcloud_cos_bucket")).toMatchObject({ versioning_enable: false, force_clean: false });
    expect(synth(stack).resource).toHaveProperty("terraform_data");
    expect(JSON.stringify(synth(stack))).not.toContain("Rotation0");
  });

  it("writes to the uploads' bucket unless a job names another; CI's wildcards stay unchanged", () => {
    const stack = newStack();
    trigger({ job: [cover("covers/${InputName}-${Number}.jpg"), cover("a.jpg", "other-1250000000")] }, stack);
    const { environment } = resource(stack, "tencentcloud_scf_function");
    const text = (environment as Record<string, string>)["CI_CALLBACK_UPLOAD_RULE"]!;
    expect(text).toContain("covers/$${InputName}-$${Number}.jpg");
    const { jobs } = JSON.parse(text.replaceAll("$$", "$")) as { jobs: { operation: { Output: object } }[] };
    expect(jobs.map(({ operation }) => operation.Output)).toEqual([
      { Bucket: BUCKET, Region: "ap-guangzhou", Object: "covers/${InputName}-${Number}.jpg" },
      { Bucket: "other-1250000000", Region: "ap-guangzhou", Object: "a.jpg" },
    ]);
  });

  it.each([
    [[job], ["ci:CreateMediaJobs", "ci:DescribeMediaJobs"]],
    [[Job.soundHound()], ["ci:CreateMediaJobs", "ci:CreateAsrJobs", "ci:DescribeMediaJobs", "ci:DescribeAsrJobs"]],
    [
      [Job.segmentVideoBody({ mode: "Mask", output: { object: "masks/a.mp4" } }), job],
      ["ci:CreateMediaJobs", "ci:CreateBodyJointsDetectJob", "ci:DescribeMediaJobs"],
    ],
    [
      [Job.docWatermark({ type: 1, output: { object: "d/a" } })],
      ["ci:CreateDocProcessJobs", "ci:DescribeDocProcessJobs"],
    ],
    [[Job.fileHashCode({ type: "MD5" })], ["ci:CreateFileProcessJobs"]],
  ])("may submit and list jobs of its services, but call nothing else of CI (%#)", (jobs, expected) => {
    const stack = newStack();
    trigger({ job: jobs }, stack);
    const actions = actionsOf(resource(stack, "tencentcloud_cam_policy"));
    expect(actions.filter((action) => action.startsWith("ci:"))).toEqual(expected);
    expect(actions).not.toContain("name/cos:DeleteObject");
    expect(actions).not.toContain("cam:PassRole");
  });

  it("reports to a message queue, a Kafka topic or the target of the jobs' queue instead", () => {
    const ruleOf = (props: Partial<JobTriggerProps>) => {
      const stack = newStack();
      trigger(props, stack);
      const { environment } = resource(stack, "tencentcloud_scf_function");
      expect(environment).not.toHaveProperty("CI_CALLBACK_UPLOAD_URL");
      return JSON.parse((environment as Record<string, string>)["CI_CALLBACK_UPLOAD_RULE"]!) as object;
    };
    expect(ruleOf({ messageQueue: { mode: "Topic", region: "gz", name: "ci" } })).toMatchObject({
      receiver: { CallBackType: "TDMQ", CallBackMqConfig: { MqMode: "Topic", MqRegion: "gz", MqName: "ci" } },
    });
    const kafka = { region: "ap-guangzhou", instanceId: "ckafka-1", topic: "ci" };
    expect(ruleOf({ kafka })).toMatchObject({
      receiver: {
        CallBackType: "Kafka",
        CallBackKafkaConfig: { Region: "ap-guangzhou", InstanceId: "ckafka-1", Topic: "ci" },
      },
    });
    expect(ruleOf({})).not.toHaveProperty("receiver");
  });

  it("accepts a token for attempts", () => {
    const stack = newStack();
    trigger({ attempts: new TerraformVariable(stack, "A", {}).numberValue }, stack);
    expect(resource(stack, "tencentcloud_scf_function_event_invoke_config")).toMatchObject({
      async_trigger_config: { retry_config: [{ retry_num: "${(var.A - 1)}" }] },
    });
  });

  it("may pass CI's role if the owner is set", () => {
    const stack = newStack();
    trigger({ ownerUin: "100000000001" }, stack);
    expect(actionsOf(resource(stack, "tencentcloud_cam_policy"))).toContain("cam:PassRole");
  });

  it("accepts tokens for all properties that allow them", () => {
    const stack = newStack();
    const value = new TerraformVariable(stack, "V", {}).stringValue;
    const other = Job.snapshot({ count: 1, output: { object: value, bucket: value } });
    expect(() => trigger({ bucket: value, prefix: value, job: other }, stack)).not.toThrow();
    expect(Testing.synth(stack, true)).toContain('"tencentcloud_scf_trigger"');
  });
});

describe("refused at synthesis", () => {
  it.each<[string, Partial<JobTriggerProps>, string]>([
    ["a prefix with a slash before it", { prefix: "/videos" }, 'Prefix of the uploads must not start with "/"'],
    ["no job", { job: undefined }, "Uploads, job must be given (got none)"],
    ["no bucket", { bucket: undefined }, "Uploads, bucket must be given (got none)"],
    [
      "two receivers",
      { callbackUrl: "https://cb.example.com/s", messageQueue: { mode: "Topic", region: "gz", name: "ci" } },
      "Callbacks must have one receiver (got callbackUrl and messageQueue)",
    ],
    ["no extension", { extensions: [] }, "Extensions of the uploads must include at least one"],
    ["an extension with a dot", { extensions: [".mp4"] }, "such as mp4"],
    ["no job", { job: [] }, "Jobs of an upload must be 1 to 10 (got 0)"],
    ["too many attempts", { attempts: 4 }, "Attempts to submit must be a whole number from 1 to 3 (got 4)"],
    ["an output in its own prefix", { job: cover("videos/covers/a.jpg") }, "jobs would start jobs endlessly"],
    ["an output beside its input", { job: cover("${InputPath}${InputName}.jpg") }, "jobs would start jobs endlessly"],
    ["an output that may be anywhere", { job: cover("${Future}/a.jpg") }, "jobs would start jobs endlessly"],
    ["an output with a slash before it", { job: cover("/covers/${Number}.jpg") }, 'must not start with "/"'],
  ])("%s", (_, props, message) => {
    expect(() => trigger(props)).toThrow(ValidationError);
    expect(() => trigger(props)).toThrow(message);
  });

  it.each([
    ["videos/", "videos/new/"],
    ["videos/new/", "videos/"],
    ["", "videos/"],
    ["vid", "videos/"],
  ])("overlapping prefixes %j and %j of one bucket, also in two stacks", (prefix, overlapping) => {
    const app = newApp();
    const [first, second] = ["first", "second"].map((name) => new TerraformStack(app, name));
    trigger({ prefix }, first);
    expect(() => trigger({ prefix: overlapping }, second)).toThrow("Prefixes that start functions must not overlap");
    expect(() => trigger({ prefix: overlapping, bucket: "other-1250000000" }, second, "Other")).not.toThrow();
  });

  it("an output in another's prefix, whichever comes first", () => {
    const stack = newStack();
    trigger({ prefix: "covers/" }, stack);
    expect(() => trigger({ job: cover("covers/a.jpg") }, stack, "Second")).toThrow("of stack/Uploads");
    const other = newStack();
    trigger({ job: cover("covers/a.jpg") }, other);
    expect(() => trigger({ prefix: "covers/" }, other, "Second")).toThrow("of stack/Uploads");
  });

  it("more triggers than COS allows", () => {
    const stack = newStack();
    for (let n = 0; n < 10; n++) trigger({ prefix: `p${n}/` }, stack, `T${n}`);
    expect(() => trigger({ prefix: "last/" }, stack)).toThrow("must have at most 10 triggers");
  });

  it("an inbox or a record under a prefix whose uploads start jobs", () => {
    const uploads = [{ prefix: "ci", job }];
    const at = { bucket: BUCKET };
    expect(() => pipeline({ delivery: Delivery.durable(at), uploads })).toThrow("Prefixes that start functions");
    const inner = Delivery.durable({ ...at, prefix: "inner/" });
    expect(() => pipeline({ delivery: inner, uploads: [{ prefix: "inner/done/", job }] })).toThrow('Inbox "inner/"');
    expect(() => pipeline({ uploads, submitter: { record: at } })).toThrow('Record "ci-uploads/"');
  });

  it("jobs that do not fit the function's environment", () => {
    const key = Array.from({ length: 60 }, (_, n) => `files/${n}/${"x".repeat(60)}`);
    const files = Job.fileCompress({ format: "zip", key, output: { object: "a.zip" } });
    expect(() => trigger({ job: files })).toThrow("Jobs of an upload must have at most 3000 bytes");
  });
});
