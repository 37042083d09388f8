import { describe, expect, it } from "vitest";
import { CallbackParseError, parseCallback } from "../../../handler";
import { withSample } from "../../support/exhaustive";
import { SEED } from "../support";
import type { Model } from "./model";
import { jobModel, toJson, toXml } from "./model";
import { samples } from "./samples";

const run: Model = {
  EventName: "WorkflowFinish",
  WorkflowExecution: {
    RunId: "i1",
    WorkflowId: "w1",
    State: "Success",
    Object: "视频.mp4",
    Tasks: [{ Type: "Snapshot", JobId: "j1", State: "Success", ResultInfo: { ObjectInfo: [{ ObjectName: "a.jpg" }] } }],
  },
};

const simple = { code: 0, message: "ok", data: { event: "ReviewVideo", trace_id: "m1", result: 1, porn_info: {} } };
const detail = { EventName: "ReviewImage", JobsDetail: { JobId: "m1", State: "Success", Result: 0, Label: "正常" } };

const forms: Record<string, string> = {
  "the documented XML": SEED.xml,
  "the documented JSON": SEED.json,
  "a workflow run in XML": toXml(run),
  "a workflow run in XML without root": toXml(run).slice("<Response>".length, -"</Response>".length),
  "a workflow run in JSON": toJson(run),
  "a short moderation": toJson(simple),
  "a long moderation": toJson(detail),
};

const models = Object.entries(samples).map(([tag, operation]) => [tag, jobModel(tag, operation)] as const);
/** One format after the other, so that a sample has both whatever the number of tags. */
const jobs = [
  ...models.map(([tag, model]) => [`${tag} in XML`, toXml(model)] as const),
  ...models.map(([tag, model]) => [`${tag} in JSON`, toJson(model)] as const),
];

const bodies = [...withSample(Object.entries(forms), Infinity), ...withSample(jobs, 9)];

describe("a truncated callback", () => {
  for (const [[name, body], options] of bodies) {
    it(`is refused at any length: ${name}`, options, () => {
      const bytes = Buffer.from(body);
      parseCallback(bytes);

      const accepted: number[] = [];
      const thrown = new Set<unknown>();
      for (let length = 0; length < bytes.length; length++) {
        try {
          parseCallback(bytes.subarray(0, length));
          accepted.push(length);
        } catch (error) {
          thrown.add((error as Error).constructor);
        }
      }
      expect(accepted).toEqual([]);
      expect([...thrown]).toEqual([CallbackParseError]);
    });
  }
});
