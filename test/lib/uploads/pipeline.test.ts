import type { TerraformStack } from "cdktf";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Ingress, Job } from "../../../lib";
import type { CiCallbackPipelineProps, UploadJob } from "../../../lib";
import { CODE, newStack, resources, synth } from "../support";
import type { Block } from "../support";

const BUCKET = "media-1250000000";
const job = Job.splitVideoParts();

const cover = (object: string, bucket?: string) => Job.snapshot({ count: 1, output: { object, bucket } });

function pipeline(props: Partial<CiCallbackPipelineProps>): TerraformStack {
  const stack = newStack();
  new CiCallbackPipeline(stack, "Media", { bucket: BUCKET, region: "ap-guangzhou", code: CODE, ...props });
  return stack;
}

const submitters = (stack: TerraformStack): Block[] =>
  resources(stack, "tencentcloud_scf_function").filter(({ environment }) =>
    Object.hasOwn(environment as object, "CI_CALLBACK_UPLOAD_RULE"),
  );

describe("uploads of a pipeline", () => {
  it("report to the pipeline, with one function for each prefix and one record", () => {
    const stack = pipeline({
      uploads: [
        { prefix: "videos/", job },
        { prefix: "music/", job: Job.mediaInfo() },
      ],
    });
    expect(submitters(stack)).toHaveLength(2);
    expect(resources(stack, "tencentcloud_cos_bucket")).toHaveLength(1);
    expect(resources(stack, "tencentci_media_service")).toHaveLength(1);
    for (const { environment } of submitters(stack)) {
      expect((environment as Record<string, string>)["CI_CALLBACK_UPLOAD_URL"]).toMatch(/sensitive\(join/);
    }
  });

  it("enable the services of their jobs before a trigger exists", () => {
    const doc = Job.docProcess({ tgtType: "jpg", output: { object: "pages/${Page}.jpg" } });
    const uploads = [
      { prefix: "docs/", job: [doc, Job.fileHashCode({ type: "MD5" })] },
      { prefix: "videos/", job },
    ];
    const stack = pipeline({ uploads, queues: { document: {} } });
    const services = resources(stack, "tencentci_media_service");
    expect(services.map(({ family = "media" }) => family).sort()).toEqual(["document", "file", "media"]);
    for (const { depends_on: before } of resources(stack, "tencentcloud_scf_trigger").filter(
      ({ type }) => type === "cos",
    )) {
      expect((before as string[]).filter((name) => name.includes("media_service"))).toHaveLength(3);
    }
  });

  it.each<[UploadJob, string]>([
    [Job.picProcess({ processRule: "imageMogr2/rotate/90", output: { object: "out/a.jpg" } }), "picture"],
    [Job.imageInspect(), "picture"],
    [Job.videoTargetRec({ body: true }), "ai"],
    [Job.imageOcr({ type: "general" }), "ai"],
    [Job.segmentVideoBody({ mode: "Mask", output: { object: "out/a.mp4" } }), "ai"],
    [Job.voiceSeparate({ audioMode: "IsAudio", output: { object: "out/a.mp3" } }), "speech"],
    [Job.of("ImageLicenseRec", { ImageLicenseRec: { CardType: "IDCard" } }), "ai"],
  ])("enable the service that the job's page requires (%#)", (uploadJob, family) => {
    const stack = pipeline({ uploads: [{ prefix: "in/", job: uploadJob }] });
    const families = resources(stack, "tencentci_media_service").map((service) => service.family ?? "media");
    expect(families.sort()).toEqual([family, "media"].sort());
  });

  it("report to the receiver of their queues if the pipeline has no address", () => {
    const stack = pipeline({ ingress: Ingress.none(), uploads: [{ prefix: "videos/", job }] });
    expect(submitters(stack)[0]!.environment).not.toHaveProperty("CI_CALLBACK_UPLOAD_URL");
    expect(() => pipeline({ ingress: Ingress.none(), queue: {}, uploads: [{ prefix: "videos/", job }] })).toThrow(
      "Ingress.none() has no address for callbacks",
    );
  });

  it("keep their addresses when another rule is removed", () => {
    const names = (prefixes: string[]): string[] =>
      Object.keys(
        synth(pipeline({ uploads: prefixes.map((prefix) => ({ prefix, job })) })).resource![
          "tencentcloud_scf_trigger"
        ]!,
      );
    expect(names(["a/", "b/c/", "d"])).toEqual(expect.arrayContaining(names(["b/c/", "d"])));
  });

  it("synthesize the JSON of the snapshot", () => {
    const stack = pipeline({
      uploads: [{ prefix: "videos/", extensions: ["mp4"], job: [job, cover("c/${Number}.jpg")] }],
    });
    const { resource: all } = synth(stack);
    const uploadResources = Object.fromEntries(
      Object.entries(all as Record<string, Record<string, Block>>).map(([type, byName]) => [
        type,
        Object.fromEntries(Object.entries(byName).filter(([name]) => name.includes("Uploads"))),
      ]),
    );
    const hashes = /code [0-9a-f]{16}|assets\/[0-9a-f]{64}/g; // change with every change of the submitter
    expect(JSON.stringify(uploadResources, undefined, 2).replace(hashes, "<hash>")).toMatchSnapshot();
  });

  it("require a region and a rule", () => {
    expect(() => pipeline({ region: undefined, uploads: [{ prefix: "a/", job }] })).toThrow(
      "Uploads must have a region",
    );
    expect(() => pipeline({ uploads: [] })).toThrow("at least one rule");
  });
});
