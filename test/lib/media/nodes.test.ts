import { ref, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, it } from "vitest";
import { CallbackFunction, MediaWorkflow, Node, ValidationError, Workflow } from "../../../lib";
import type { WorkflowStep } from "../../../lib";
import { CODE, newStack, resource } from "../support";

const output = { object: "out/${InputName}.${Ext}" };
const template = "t1";
const digitalWatermark = { message: "m", type: "Text", version: "V1" } as const;

const scope = new Construct(undefined as never, "");
const render = ({ type, operation }: WorkflowStep): Readonly<Record<string, unknown>> =>
  typeof operation === "function" ? operation(scope, `${type}_1`) : operation;

const Output = { Object: output.object };
const options = { template, output, transcodeTemplate: "t2", watermarks: ["w"], digitalWatermark };
const renderedOptions = {
  ...{ TemplateId: "t1", Output, TranscodeTemplateId: "t2", WatermarkTemplateId: ["w"] },
  DigitalWatermark: { Message: "m", Type: "Text", Version: "V1" },
};

/** Each step with all its options, and CI's form. */
const steps: Record<string, [WorkflowStep, object]> = {
  Snapshot: [
    Node.snapshot({ template, output: { ...output, spriteObject: "s.jpg" } }),
    { TemplateId: "t1", Output: { ...Output, SpriteObject: "s.jpg" } },
  ],
  Animation: [Node.animation({ template, output }), { TemplateId: "t1", Output }],
  Transcode: [
    Node.transcode({
      ...{ template, output, watermarks: ["w"], digitalWatermark, transcodeConfig: { freeTranscode: true } },
      removeWatermark: { dx: 1, dy: 2, width: 30, height: 40 },
      delogoParam: { switch: "true", dx: 5, dy: 6, width: 70, height: 80 },
    }),
    {
      ...{ TemplateId: "t1", Output, WatermarkTemplateId: ["w"], DigitalWatermark: renderedOptions.DigitalWatermark },
      DelogoParam: { Switch: "true", Dx: 5, Dy: 6, Width: 70, Height: 80 },
      ...{ RemoveWatermark: { Dx: 1, Dy: 2, Width: 30, Height: 40 }, TranscodeConfig: { FreeTranscode: "true" } },
    },
  ],
  ImageInspect: [
    Node.imageInspect({ autoProcess: true, processType: "BackupObject" }),
    { ImageInspect: { AutoProcess: "true", ProcessType: "BackupObject" } },
  ],
  DocAIGCMetadata: [
    Node.docAigcMetadata({ output, aigcMetadata: { label: "1", contentProducer: "me" } }),
    { DocAIGCMetadata: { AIGCMetadata: { Label: "1", ContentProducer: "me" } }, Output },
  ],
  Concat: [Node.concat({ template, output }), { TemplateId: "t1", Output }],
  VideoMontage: [Node.videoMontage({ template, output }), { TemplateId: "t1", Output }],
  VoiceSeparate: [
    Node.voiceSeparate({ template, output: { ...output, auObject: "v.mp3" } }),
    { TemplateId: "t1", Output: { ...Output, AuObject: "v.mp3" } },
  ],
  SmartCover: [
    Node.smartCover({ output, format: "png", count: 3, deleteDuplicates: true }),
    { SmartCover: { Format: "png", Count: 3, DeleteDuplicates: "true" }, Output },
  ],
  VideoProcess: [Node.videoProcess(options), renderedOptions],
  SuperResolution: [Node.superResolution(options), renderedOptions],
  VideoEnhance: [Node.videoEnhance(options), renderedOptions],
  SDRtoHDR: [
    Node.sdrToHdr({ output, sdrToHdr: { hdrMode: "HLG" }, transcodeTemplate: "t2", watermarks: ["w"] }),
    { SDRtoHDR: { HdrMode: "HLG" }, TranscodeTemplateId: "t2", WatermarkTemplateId: ["w"], Output },
  ],
  SegmentVideoBody: [
    Node.segmentVideoBody({ output, mode: "Combination", backgroundRed: 255 }),
    { SegmentVideoBody: { Mode: "Combination", BackgroundRed: 255 }, Output },
  ],
  Segment: [
    Node.segment({ output, format: "mp4", duration: 5, hlsEncrypt: { isHlsEncrypt: true } }),
    { Segment: { Format: "mp4", Duration: 5, HlsEncrypt: { IsHlsEncrypt: "true" } }, Output },
  ],
  StreamPackConfig: [
    Node.streamPackConfig({ output, packType: "DASH", ignoreFailedStream: true }),
    { StreamPackConfig: { PackType: "DASH", IgnoreFailedStream: "true" }, Output },
  ],
  VideoStream: [Node.videoStream({ template, output }), { TemplateId: "t1", Output }],
  StreamPack: [
    Node.streamPack({ videoStreamConfig: [{ videoStreamName: "VideoStream_2" }] }),
    { StreamPackInfo: { VideoStreamConfig: [{ VideoStreamName: "VideoStream_2" }] } },
  ],
  PicProcess: [Node.picProcess({ template, output }), { TemplateId: "t1", Output }],
  SpeechRecognition: [Node.speechRecognition({ template, output }), { TemplateId: "t1", Output }],
  Tts: [Node.tts({ template, output }), { TemplateId: "t1", Output }],
  AIRecognition: [Node.aiRecognition({ template }), { TemplateId: "t1" }],
  MediaInfo: [Node.mediaInfo(), {}],
  Condition: [Node.condition({ express: "${Width} > 720" }), { Condition: { Express: "${Width} > 720" } }],
  SCF: [
    Node.scf({ functionName: "f", region: "ap-guangzhou", alias: "live" }),
    { SCF: { Region: "ap-guangzhou", FunctionName: "f", Namespace: "default", Alias: "live" } },
  ],
};

describe("Node", () => {
  it("has a builder for each of these types, and `of` for the rest", () => {
    expect(Object.keys(Node).length).toBe(Object.keys(steps).length + 1);
    expect(render(Node.of("Future", { Future: { Deep: [1] } }))).toEqual({ Future: { Deep: [1] } });
  });

  it.each(Object.entries(steps))("%s is written with CI's names", (type, [step, operation]) => {
    expect(step.type).toBe(type);
    expect(render(step)).toEqual(operation);
  });

  it("calls a function of the stack by its alias", () => {
    const stack = newStack();
    const target = new CallbackFunction(stack, "Function", { code: CODE });
    const topology = Workflow.start("videos/").then(Node.scf({ function: target, region: "ap-guangzhou" }));
    new MediaWorkflow(stack, "Workflow", { bucket: "media-1250000000", topology });
    expect(resource(stack, "tencentci_media_workflow").topology).toMatch(
      /"SCF":\{"Alias":\$\{jsonencode\(tencentcloud_scf_function_alias\.[^"]+\.name\)\},"FunctionName":\$\{jsonencode\(tencentcloud_scf_function\.[^"]+\.name\)\},"Namespace":"default"/,
    );
  });

  it("skips checks for tokens, and writes booleans as Terraform does", () => {
    const value = new TerraformVariable(newStack(), "V", {});
    const yes = value.value as unknown as boolean;
    const step = Node.smartCover({ output, count: Token.asNumber(value.value), deleteDuplicates: yes });
    expect(render(step)).toMatchObject({ SmartCover: { DeleteDuplicates: yes } });
    const node = Node.smartCover({ output, deleteDuplicates: "${var.V}" as never });
    expect(render(node)).toMatchObject({ SmartCover: { DeleteDuplicates: "${var.V}" } });
  });

  it.each<[string, WorkflowStep, string]>([
    ["no template", Node.animation({ output } as never), "Node Animation_1 must have template (got none)"],
    ["no output", Node.mediaInfo({ output }), "Node MediaInfo_1 must have known options only (got output"],
    ["a name that begins with a slash", Node.concat({ template, output: { object: "/a" } }), 'not start with "/"'],
    ["a segment that is too short", Node.segment({ output, format: "mp4", duration: 4 }), "from 5 to 360000 seconds"],
    [
      "a stream that is none",
      Node.streamPack({ videoStreamConfig: [{ videoStreamName: "Transcode_1" }] }),
      'be the name of a VideoStream node (got "Transcode_1")',
    ],
    [
      "a function without name",
      Node.scf({ functionName: "", region: "ap-guangzhou" }),
      'Node SCF_1, functionName must not be empty (got "")',
    ],
    ["a function without region", Node.scf({ functionName: "f" } as never), "Node SCF_1 must have region (got none)"],
    [
      "a function and its name",
      Node.scf({ function: { functionName: "f", namespace: "n", qualifier: "q" }, region: "r", alias: "x" }),
      "Node SCF_1 must have a function or its names (got function and alias): leave one out",
    ],
  ])("refuses %s", (_case, step, message) => {
    expect(() => render(step)).toThrow(ValidationError);
    expect(() => render(step)).toThrow(message);
  });
});

describe("a template", () => {
  const idOf = (template: never) => {
    const stack = newStack();
    const topology = Workflow.start("videos/").then(Node.videoMontage({ template, output }));
    new MediaWorkflow(stack, "Workflow", { bucket: "media-1250000000", region: "ap-guangzhou", topology });
    return /"TemplateId":(.*?)\},"Type"/.exec(resource(stack, "tencentci_media_workflow").topology as string)![1];
  };

  it.each([
    ["a reference", Token.asString(ref("tencentcloud_ci_media_video_montage_template.t.id"))],
    ["an expression", "${tencentcloud_ci_media_video_montage_template.t.id}"],
  ])("of a resource with only an id, `bucket#template`, is the part after the #, with %s", (_case, id) => {
    expect(idOf({ id } as never)).toBe(
      '${jsonencode(element(split("#", tencentcloud_ci_media_video_montage_template.t.id), 1))}',
    );
  });

  it("of a resource with templateId is that id", () => {
    expect(idOf({ id: "media-1250000000#t1", templateId: "t1" } as never)).toBe('"t1"');
  });

  it.each([[{}], [undefined]])("is not read from %j", (template) => {
    expect(() => idOf(template as never)).toThrow(ValidationError);
  });

  it("without its required parts is refused, naming the missing part", () => {
    expect(() => idOf({ name: "x" } as never)).toThrow(
      "[stack/Workflow] Node VideoMontage_1, template must be a template's id or the resource that creates it (got a value with neither templateId nor id)",
    );
  });
});
