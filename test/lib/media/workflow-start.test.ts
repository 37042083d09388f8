import { describe, expect, it } from "vitest";
import { MediaWorkflow, Node, Workflow } from "../../../lib";
import type { MediaWorkflowProps, WorkflowTopology } from "../../../lib";
import { newStack, resource } from "../support";

const START = { type: "Start", input: { ObjectPrefix: "videos/" } };
const SNAPSHOT = {
  type: "Snapshot",
  operation: { TemplateId: "t1", Output: { Object: "out/${RunId}/${Number}.jpg" } },
};

const TOPOLOGY: WorkflowTopology = {
  nodes: { Start: START, Snapshot_1: SNAPSHOT },
  dependencies: { Start: "Snapshot_1", Snapshot_1: "End" },
};

function workflow(props: Partial<MediaWorkflowProps>): Record<string, unknown> {
  const stack = newStack();
  const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };
  new MediaWorkflow(stack, "Workflow", { ...bucket, topology: TOPOLOGY, ...props });
  return resource(stack, "tencentci_media_workflow");
}

describe("Workflow.start", () => {
  const output = { object: "out/${InputName}.${Ext}" };
  const rendered = (topology: WorkflowTopology) =>
    JSON.parse(workflow({ topology }).topology as string) as {
      Dependencies: Record<string, string>;
      Nodes: Record<string, { Type: string; Input?: object; Operation?: object }>;
    };

  it("continues, branches, and ends after the last node", () => {
    const transcoded = Workflow.start("videos/").then(Node.transcode({ template: "t1", output }));
    transcoded.then(Node.snapshot({ template: { templateId: "t2" }, output }));
    const topology = transcoded.then(Node.scf({ functionName: "f", region: "ap-guangzhou", alias: "live" }));

    const { Dependencies, Nodes } = rendered(topology);
    expect(Dependencies).toEqual({
      Start: "Transcode_1",
      Transcode_1: "Snapshot_2,SCF_3",
      Snapshot_2: "End",
      SCF_3: "End",
    });
    expect(Nodes.Start).toEqual({ Type: "Start", Input: { ObjectPrefix: "videos/" } });
    expect(Nodes.Snapshot_2!.Operation).toEqual({
      TemplateId: "t2",
      Output: { Bucket: "media-1250000000", Object: "out/$${InputName}.$${Ext}", Region: "ap-guangzhou" },
    });
    expect(Nodes.SCF_3!.Operation).toEqual({
      SCF: { Region: "ap-guangzhou", FunctionName: "f", Namespace: "default", Alias: "live" },
    });
  });

  it("starts for the requested kinds of files", () => {
    const flow = Workflow.start("", { media: ["video", "audio"], extensions: [".mkv", "mov"] });
    expect(rendered(flow.then(Node.mediaInfo())).Nodes.Start!.Input).toEqual({
      ObjectPrefix: "",
      ExtFilter: { State: "On", Video: "true", Audio: "true", Custom: "true", CustomExts: "mkv/mov" },
    });
    const all = Workflow.start("", { contentType: true, allFiles: true }).then(Node.mediaInfo());
    expect(rendered(all).Nodes.Start!.Input).toMatchObject({
      ExtFilter: { State: "On", ContentType: "true", AllFile: "true" },
    });
  });

  it("returns the names of its nodes, and joins branches", () => {
    const config = Workflow.start("videos/").then(Node.streamPackConfig({ packType: "HLS" }));
    const [hd, sd] = [1, 2].map(() => config.then(Node.videoStream({ template: "t1", output })));
    const videoStreamConfig = [hd!, sd!].map(({ nodeName }) => ({ videoStreamName: nodeName, bandWidth: 500_000 }));
    const { Dependencies, Nodes } = rendered(hd!.and(sd!).then(Node.streamPack({ videoStreamConfig })));
    expect(Dependencies).toEqual({
      Start: "StreamPackConfig_1",
      StreamPackConfig_1: "VideoStream_2,VideoStream_3",
      VideoStream_2: "StreamPack_4",
      VideoStream_3: "StreamPack_4",
      StreamPack_4: "End",
    });
    expect(Nodes.StreamPack_4!.Operation).toEqual({
      StreamPackInfo: {
        VideoStreamConfig: ["VideoStream_2", "VideoStream_3"].map((name) => ({
          VideoStreamName: name,
          BandWidth: 500_000,
        })),
      },
    });
  });

  it("does not join branches of different workflows", () => {
    const [a, b] = ["a/", "b/"].map((prefix) => Workflow.start(prefix).then(Node.mediaInfo()));
    expect(() => rendered(a!.and(b!).then(Node.condition({ express: "x" })))).toThrow(
      '(got "MediaInfo_1 of another workflow" at MediaInfo_1 of another workflow; nodes are Start, MediaInfo_1, Condition_2)',
    );
  });

  it("warns of an order of nodes that CI's documentation does not contain", () => {
    const stack = newStack();
    const topology = Workflow.start("videos/")
      .then(Node.snapshot({ template: "t", output }))
      .then(Node.transcode({ template: "t", output }));
    const { node } = new MediaWorkflow(stack, "Workflow", {
      bucket: "media-1250000000",
      region: "ap-guangzhou",
      topology,
    });
    expect(node.metadata.map(({ data }) => data as string)).toEqual([
      "CI documents no Transcode after Snapshot (got Snapshot_1 → Transcode_2) and may refuse it",
    ]);
  });

  it.each<[string, WorkflowTopology, string]>([
    [
      "eleven extensions",
      Workflow.start("", { extensions: "abcdefghijk".split("") }).then(Node.of("MediaInfo", {})),
      "Extensions that start a workflow must be 1 to 10 names such as mp4 and mov",
    ],
    [
      "four watermarks",
      Workflow.start("videos/").then(Node.transcode({ template: "t", output, watermarks: ["1", "2", "3", "4"] })),
      "Node Transcode_1, watermarks must be 1 to 3 (got 4)",
    ],
    [
      "four watermarks in the vendor's names",
      Workflow.start("videos/").then(Node.of("Transcode", { WatermarkTemplateId: ["1", "2", "3", "4"] })),
      "Watermarks of Transcode_1 must be at most 3 (got 4)",
    ],
    [
      "a kind of media that is none",
      Workflow.start("", { media: ["vidoe" as "video"] }).then(Node.mediaInfo()),
      'Media that start a workflow must be one of video, audio, image (got "vidoe")',
    ],
    [
      "no media at all",
      Workflow.start("", { media: [] }).then(Node.mediaInfo()),
      "Start of a workflow, media must include at least one (got none): leave it out",
    ],
    [
      "all files and some",
      Workflow.start("", { allFiles: true, extensions: ["mp4"] }).then(Node.mediaInfo()),
      "Start of a workflow must have allFiles or extensions (got both)",
    ],
  ])("refuses %s", (_case, topology, message) => {
    expect(() => workflow({ topology })).toThrow(message);
  });
});
