import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { parseCallback } from "../../handler/index";
import type { LocalCloud } from "../../local/cloud";
import { BUCKET, ci, enableMedia, refusal, startCloud } from "./support";

interface Received {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** A receiver of callbacks that answers 200. */
async function startReceiver(): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.end('{"status":"accepted"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ci/secret`, received };
}

function splitJob(object: string, extra: Record<string, string> = {}) {
  const xml = {
    Tag: "SplitVideoParts",
    Input: { Object: object },
    Operation: { SplitVideoParts: { Mode: "SHOTDETECT" } },
    ...extra,
  };
  return { method: "POST", path: "/jobs", xml: ["Request", xml] } as const;
}

async function setNotify(cloud: LocalCloud, queueId: string, notify: Record<string, string>): Promise<void> {
  const xml = { Name: "queue-1", State: "Active", NotifyConfig: { State: "On", Type: "Url", ...notify } };
  await ci(cloud, { method: "PUT", path: `/queue/${queueId}`, xml: ["Request", xml] });
}

it.each(["XML", "JSON"])(
  "a finished job is reported to the queue's address as %s that the handler can read",
  async (format) => {
    const cloud = await startCloud();
    const queueId = await enableMedia(cloud);
    const { url, received } = await startReceiver();
    await setNotify(cloud, queueId, { Url: url, Event: "TaskFinish", ResultFormat: format });
    cloud.putObject(BUCKET, "in/a.mp4", "video");

    await ci(cloud, splitJob("in/a.mp4"));
    await cloud.idle();

    expect(received).toHaveLength(1);
    const { headers, body } = received[0]!;
    expect(headers["user-agent"]).toBe("Go-http-client/1.1");
    expect(headers["content-type"]).toBe(format === "XML" ? "application/xml" : "application/json");
    if (format === "XML") expect(body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<Response>/);
    const event = parseCallback(body);
    expect(event).toMatchObject({
      type: "jobs",
      eventName: "TaskFinish",
      jobs: [{ tag: "SplitVideoParts", state: "Success", input: { object: "in/a.mp4", bucketId: BUCKET } }],
    });
  },
);

it("XML and JSON callbacks of one job carry the same event", async () => {
  const now = new Date();
  const cloud = await startCloud({ now: () => now });
  const queueId = await enableMedia(cloud);
  const { url, received } = await startReceiver();
  await setNotify(cloud, queueId, { Url: url, Event: "TaskFinish" });
  cloud.putObject(BUCKET, "a.mp4", "video");

  await ci(cloud, splitJob("a.mp4", { CallBackFormat: "XML" }));
  await ci(cloud, splitJob("a.mp4", { CallBackFormat: "JSON" }));
  await cloud.idle();

  const events = received.map(({ body }) => JSON.stringify(parseCallback(body)).replace(/"j[0-9a-f]{32}"/g, '"id"'));
  expect(events).toHaveLength(2);
  const withoutRaw = events.map((event) => ({ ...(JSON.parse(event) as object), raw: undefined }));
  expect(withoutRaw[0]).toEqual(withoutRaw[1]);
});

it("a job's own address takes precedence over the queue's, and the value no suppresses both", async () => {
  const cloud = await startCloud();
  const queueId = await enableMedia(cloud);
  const queueReceiver = await startReceiver();
  const jobReceiver = await startReceiver();
  await setNotify(cloud, queueId, { Url: queueReceiver.url, Event: "TaskFinish" });
  cloud.putObject(BUCKET, "a.mp4", "video");

  await ci(cloud, splitJob("a.mp4", { CallBack: jobReceiver.url, CallBackFormat: "JSON" }));
  await ci(cloud, splitJob("a.mp4", { CallBack: "no" }));
  await cloud.idle();

  expect(queueReceiver.received).toHaveLength(0);
  expect(jobReceiver.received).toHaveLength(1);
  expect(jobReceiver.received[0]!.body).toMatch(/^\{/);
});

it("a job on an object that does not exist fails with a code", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);

  const { JobsDetail } = await ci(cloud, splitJob("missing.mp4"));
  const id = (JobsDetail as { JobId: string }[])[0]!.JobId;
  await cloud.idle();
  const answer = await ci(cloud, { method: "GET", path: `/jobs/${id},jbad` });

  expect(answer["JobsDetail"]).toMatchObject([{ State: "Failed", Code: "ResourceNotFound" }]);
  expect(answer["NonExistJobIds"]).toEqual(["jbad"]);
  expect(cloud.deliveries).toHaveLength(0);
});

it.each(["", "constructor", "toString", "Split Video", "X".repeat(65)])("a job of type %j is refused", async (Tag) => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const call = ci(cloud, { method: "POST", path: "/jobs", xml: ["Request", { Tag, Input: { Object: "a.mp4" } }] });
  expect(await refusal(call)).toBe("400 InvalidArgument");
});

it("jobs wait while their queue is paused and can be cancelled before they run", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  cloud.putObject(BUCKET, "a.mp4", "video");
  cloud.changeQueue(BUCKET, { State: "Paused" });

  const ids: string[] = [];
  for (let n = 0; n < 2; n++) {
    const { JobsDetail } = await ci(cloud, splitJob("a.mp4"));
    ids.push((JobsDetail as { JobId: string }[])[0]!.JobId);
  }
  await cloud.idle();
  const states = async () => {
    const { JobsDetail } = await ci(cloud, { method: "GET", path: `/jobs/${ids.join(",")}` });
    return (JobsDetail as { State: string }[]).map(({ State }) => State);
  };
  expect(await states()).toEqual(["Pause", "Pause"]);

  await ci(cloud, { method: "PUT", path: `/jobs/${ids[0]}`, query: { cancel: "" } });
  await setNotify(cloud, cloud.queues(BUCKET)[0]!.QueueId, { Url: "http://127.0.0.1:9/", Event: "WorkflowFinish" });
  await cloud.idle();
  expect(await states()).toEqual(["Cancel", "Success"]);
  expect(await refusal(ci(cloud, { method: "PUT", path: `/jobs/${ids[1]}`, query: { cancel: "" } }))).toBe(
    "403 AccessDenied",
  );
});

it("a delivery is recorded without its secret, and once, for any answer", async () => {
  const cloud = await startCloud();

  const delivery = await cloud.deliver("http://127.0.0.1:9/path/s3cret?token=abc", "<Response/>", "XML");

  expect(delivery).toMatchObject({ event: "raw", url: "http://127.0.0.1:9/path/…", requestBody: "<Response/>" });
  expect(delivery.error).toContain("ECONNREFUSED");
  expect(cloud.deliveries).toEqual([delivery]);
});

it("a list of jobs is paged by token, newest first", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  cloud.putObject(BUCKET, "a.mp4", "video");
  for (let n = 0; n < 3; n++) await ci(cloud, splitJob("a.mp4"));
  await cloud.idle();

  const first = await ci(cloud, { method: "GET", path: "/jobs", query: { tag: "SplitVideoParts", size: "2" } });
  const second = await ci(cloud, {
    method: "GET",
    path: "/jobs",
    query: { tag: "SplitVideoParts", size: "2", nextToken: first["NextToken"] as string },
  });

  expect(first["JobsDetail"]).toHaveLength(2);
  expect(second["JobsDetail"]).toHaveLength(1);
  expect(second["NextToken"]).toBe("");
});

it("jobs on documents need their service, and are listed and read at their own path, as in CI", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  cloud.putObject(BUCKET, "a.docx", "text");
  const xml = ["Request", { Tag: "DocProcess", Input: { Object: "a.docx" }, Operation: {} }] as const;
  expect(await refusal(ci(cloud, { method: "POST", path: "/doc_jobs", xml }))).toBe("403 AccessDenied"); // service off
  await ci(cloud, { method: "POST", path: "/docbucket" });
  const submitted = await ci(cloud, { method: "POST", path: "/doc_jobs", xml });
  const [{ JobId }] = [submitted["JobsDetail"]].flat() as unknown as [{ readonly JobId: string }];
  await cloud.idle();

  const query = { tag: "DocProcess" };
  await expect(ci(cloud, { method: "GET", path: "/jobs", query })).rejects.toThrow(
    "DocProcess must be listed at /doc_jobs",
  );
  const listed = await ci(cloud, { method: "GET", path: "/doc_jobs", query });
  const read = await ci(cloud, { method: "GET", path: `/doc_jobs/${JobId}` });
  expect([listed, read].map(({ JobsDetail }) => [JobsDetail].flat())).toMatchObject([[{ JobId }], [{ JobId }]]);
});
