import { describe, expect, it } from "vitest";
import type { CiClient } from "../../../api/client";
import { submitJob } from "../../../handler/submitter/ci-job";
import type { JobRequest, Rule } from "../../../handler/submitter/config";

const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };

/** The request to CI, with its names. */
async function submittedRequest(job: Partial<JobRequest>, rule: Partial<Rule>, callbackUrl?: string): Promise<unknown> {
  const requests: unknown[] = [];
  const client = {
    requestXml: ({ xml }: { readonly xml: readonly [string, unknown] }) => {
      requests.push(xml[1]);
      return Promise.resolve({ JobsDetail: { JobId: "j1" } });
    },
  } as unknown as CiClient;
  const request: JobRequest = { path: "/jobs", tag: "Transcode", input: {}, operation: {}, ...job };
  const fullRule: Rule = { prefix: "", extensions: [], jobs: [request], format: "JSON", attempts: 1, ...rule };
  const record = { inbox: bucket, prefix: "r/" };
  const config = { bucket: bucket, rule: fullRule, callbackUrl, record, logLevel: "info" } as const;
  expect(await submitJob(client, config, request, "videos/a.mp4", "key")).toBe("j1");
  expect(requests).toHaveLength(1);
  return requests[0];
}

const common = { Tag: "Transcode", Input: { Object: "videos/a.mp4" }, Operation: { UserData: "upload:key" } };

describe("a job is sent", () => {
  it.each<[string, Partial<JobRequest>, Partial<Rule>, string | undefined, object]>([
    ["to the queue that CI has for it", {}, {}, undefined, {}],
    ["to a kind of queue", { queueType: "SpeedTranscoding" }, {}, undefined, { QueueType: "SpeedTranscoding" }],
    [
      "to report to a URL",
      {},
      { format: "XML" },
      "https://cb.example.com/s",
      { CallBack: "https://cb.example.com/s", CallBackFormat: "XML", CallBackType: "Url" },
    ],
    [
      "to report to a message queue",
      {},
      { receiver: { CallBackType: "TDMQ", CallBackMqConfig: { MqName: "ci" } } },
      undefined,
      { CallBackType: "TDMQ", CallBackMqConfig: { MqName: "ci" }, CallBackFormat: "JSON" },
    ],
  ])("%s", async (_case, job, rule, callbackUrl, expected) => {
    expect(await submittedRequest(job, rule, callbackUrl)).toEqual({ ...common, ...expected });
  });
});
