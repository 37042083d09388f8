import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Job, JobsEvent, Routes } from "../../../handler";
import { defineHandler, parseCallback } from "../../../handler";
import { captureLog, functionUrlEvent, jobDetail, SECRET } from "../support";
import type { Model } from "./model";
import { jobModel, toJson, toXml } from "./model";

function jobOf(model: Model): Job {
  const event = parseCallback(toXml(model)) as JobsEvent;
  deepStrictEqual(parseCallback(toJson(model)), event);
  expect(event.type).toBe("jobs");
  return event.jobs[0]!;
}

/** Names of the routes that a body reaches, with their arguments. */
async function routesOf(body: string): Promise<{ status: number; answer: unknown; calls: [string, object][] }> {
  const calls: [string, object][] = [];
  const route = (name: string) => (event: object) => void calls.push([name, event]);
  const routes: Routes = {
    onJob: { WordsGeneralize: route("onJob") },
    onOtherJob: route("onOtherJob"),
    onFailedJob: route("onFailedJob"),
    onWorkflow: route("onWorkflow"),
    onModeration: route("onModeration"),
    onUnknown: route("onUnknown"),
  };
  const { statusCode, body: answer } = await defineHandler(routes)(functionUrlEvent(body), {});
  return { status: statusCode, answer: JSON.parse(answer), calls };
}

beforeEach(() => {
  vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
  captureLog();
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("fields without a name in this library", () => {
  it("reach the route under the vendor's names, at any position", async () => {
    const model = {
      ...(jobModel("Translation", { Note: "o" }) as object),
      RequestId: "r1",
      JobsDetail: [
        {
          ...jobDetail("j1"),
          Tag: "Translation",
          Progress: "100",
          QueueType: "AIProcess",
          Input: {
            Object: "in/en.pdf",
            Lang: "en",
            Type: "pdf",
            BasicType: "pptx",
            Vod: { FileId: "38", SubAppId: "15" },
          },
          Operation: { Note: "o", UserData: "u" },
          Later: { Nested: "yes" },
        },
      ],
    } as Model;
    for (const body of [toXml(model), toJson(model)]) {
      const { calls } = await routesOf(body);
      const job = calls[0]![1] as Job;
      expect(job.raw.Progress).toBe("100");
      expect(job.raw.QueueType).toBe("AIProcess");
      expect(job.raw.Input).toMatchObject({ Lang: "en", Type: "pdf", BasicType: "pptx" });
      expect(job.raw.Input?.Vod?.FileId).toBe("38");
      expect(job.raw.Later).toEqual({ Nested: "yes" });
      expect(job.operation).toMatchObject({ Note: "o" });
      expect(job.envelope).toMatchObject({ EventName: "TaskFinish", RequestId: "r1" });
    }
  });

  it("are complete for any body: every added field reaches the route", () => {
    const positions = fc.constantFrom("envelope", "job", "input", "vod", "operation", "container", "workflow");
    fc.assert(
      fc.property(
        positions,
        fc.stringMatching(/^[A-Z][A-Za-z]{3,12}$/),
        fc.stringMatching(/^v[0-9]{6}$/),
        (at, name, value) => {
          const put = (position: string): Record<string, Model> => (position === at ? { [`X${name}`]: value } : {});
          const model: Model = {
            EventName: "TaskFinish",
            ...put("envelope"),
            JobsDetail: [
              {
                ...(jobDetail("j1") as Record<string, Model>),
                ...put("job"),
                Input: { Object: "a", Vod: { FileId: "1", ...put("vod") }, ...put("input") },
                Operation: { SplitVideoParts: { Mode: "m", ...put("container") }, ...put("operation") },
                Workflow: [{ RunId: "i1", ...put("workflow") }],
              },
            ],
          };
          expect(JSON.stringify(jobOf(model))).toContain(`"X${name}":"${value}"`);
        },
      ),
    );
  });
});

describe("members of lists that look blank", () => {
  it.each([" ", "\u3000", "\u00a0", " \u3000 ", "\t"])("are kept, since object keys may look like this: %j", (key) => {
    const MediaResult = { OutputFile: { ObjectName: [key, "a"], ObjectUrl: [key], Md5Info: [{ ObjectName: key }] } };
    const { OutputFile } = (jobOf(jobModel("Transcode", { MediaResult })).operation as never)["MediaResult"] as {
      OutputFile: typeof MediaResult.OutputFile;
    };
    expect(OutputFile).toMatchObject(MediaResult.OutputFile);
  });

  it("are ignored in place of a container, and without any text", () => {
    const operation = {
      SplitVideoInfoResult: { TimeInfo: [" \n ", { Index: "1" }] },
      MediaResult: { OutputFile: { ObjectName: ["", "a"] } },
    };
    expect(jobOf(jobModel("SplitVideoParts", operation)).operation).toMatchObject({
      SplitVideoInfoResult: { TimeInfo: [{ Index: "1" }] },
      MediaResult: { OutputFile: { ObjectName: ["a"] } },
    });
  });
});
