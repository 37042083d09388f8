import { expect, it } from "vitest";
import { parseCallback } from "../../handler/index";
import { BUCKET, ci, clientOf, enableMedia, HOSTS, refusal, startCloud } from "./support";
import { create, NOTIFY, OUTPUT, topology, workflow } from "./workflows-support";

it("an upload under the trigger path runs the graph and reports every node and the run", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await create(cloud);

  const headers = { "x-cos-meta-film": "42" };
  await clientOf(cloud).request({ method: "PUT", host: HOSTS.cos, path: "/in/a.mp4", body: "video", headers });
  await clientOf(cloud).request({ method: "PUT", host: HOSTS.cos, path: "/elsewhere/a.mp4", body: "video" });
  await cloud.idle();

  const events = cloud.deliveries.map(({ requestBody }) => parseCallback(requestBody));
  expect(events.map((event) => event.type).sort()).toEqual(["jobs", "jobs", "jobs", "workflow"]);
  const run = events.find((event) => event.type === "workflow")!;
  expect(run).toMatchObject({
    eventName: "WorkflowFinish",
    execution: {
      state: "Success",
      object: "in/a.mp4",
      workflowName: "wf-demo",
      cosHeaders: [
        { key: "EventName", value: "cos:ObjectCreated:Put" },
        { key: "x-cos-meta-film", value: "42" },
      ],
    },
  });
  const tasks = run.execution.tasks.map(({ name, type, state }) => [name, type, state]);
  expect(tasks).toHaveLength(3);
  expect(tasks).toEqual(
    expect.arrayContaining([
      ["Snapshot_1", "Snapshot", "Success"],
      ["MediaInfo_2", "MediaInfo", "Success"],
      ["Transcode_3", "Transcode", "Success"],
    ]),
  );
  expect(events.at(-1)).toBe(run);
  expect(cloud.deliveries.at(-1)!.requestBody).toMatch(/"CreateTime":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+0800"/);
});

it("a node whose service is off fails the run", async () => {
  const cloud = await startCloud();
  const queueId = await enableMedia(cloud);
  const nodes = (input: object): object => ({
    Topology: {
      Dependencies: { Start: "Tts_1", Tts_1: "End" },
      Nodes: {
        Start: { Type: "Start", Input: { ObjectPrefix: "in/", NotifyConfig: NOTIFY, ...input } },
        Tts_1: { Type: "Tts", Operation: { TemplateId: "t1", Output: OUTPUT } },
      },
    },
  });
  for (const [name, input] of Object.entries({ "with-queue": { QueueId: queueId }, without: {} })) {
    await create(cloud, workflow({ Name: name, ...nodes(input) }));
  }
  const upload = { method: "PUT", host: HOSTS.cos, path: "/in/a.txt", body: "text" } as const;
  await clientOf(cloud).request(upload);
  await cloud.idle();
  const [bucket] = cloud.buckets;
  const outcome = (): string[] => [...bucket!.executions.values()].map(({ State }) => State);
  expect(outcome()).toEqual(["Failed", "Failed"]);
  for (const job of bucket!.jobs.values()) {
    expect(job).toMatchObject({ State: "Failed", Code: "AccessDenied" });
    expect(job.Message).toMatch(/^speech processing is not enabled for bucket/);
  }

  await ci(cloud, { method: "POST", path: "/asrbucket" });
  await clientOf(cloud).request({ ...upload, path: "/in/b.txt" });
  await cloud.idle();
  expect(outcome().slice(2)).toEqual(["Success", "Success"]);
});

it("one failed node fails the run, and its successors do not start", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const WorkflowId = await create(cloud);

  const call = {
    method: "POST",
    path: "/triggerworkflow",
    query: { workflowId: WorkflowId, object: "in/missing.mp4" },
  } as const;
  const { InstanceId } = await ci(cloud, call);
  await cloud.idle();

  const { WorkflowExecution } = await ci(cloud, { method: "GET", path: `/workflowexecution/${InstanceId as string}` });
  expect(WorkflowExecution).toMatchObject({ State: "Failed", Object: "in/missing.mp4" });
  const { Tasks } = WorkflowExecution as unknown as { Tasks: { Type: string; State: string }[] };
  expect(Tasks.map(({ Type, State }) => [Type, State])).toEqual([
    ["Snapshot", "Failed"],
    ["MediaInfo", "Failed"],
  ]);
});

it("a function node fails the run with a reason, since its event is not documented", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await create(cloud, topology({ Start: "SCF_1", SCF_1: "End" }, { SCF_1: { Type: "SCF" } }, { NotifyConfig: NOTIFY }));
  cloud.putObject(BUCKET, "in/a.mp4", "video");
  await cloud.idle();
  const [job] = cloud.deliveries.map(({ requestBody }) => parseCallback(requestBody));
  expect(job).toMatchObject({ jobs: [{ tag: "SCF", state: "Failed", code: "NotImplemented" }] });
});

it("a cancelled node fails the run", async () => {
  const cloud = await startCloud({ jobMs: 100 });
  await enableMedia(cloud);
  await create(
    cloud,
    topology(
      { Start: "Snapshot_1", Snapshot_1: "End" },
      { Snapshot_1: { Type: "Snapshot" } },
      { NotifyConfig: NOTIFY },
    ),
  );
  cloud.putObject(BUCKET, "in/a.mp4", "video");
  const { JobsDetail } = await ci(cloud, { method: "GET", path: "/jobs", query: { tag: "Snapshot" } });
  const [{ JobId }] = JobsDetail as unknown as [{ JobId: string }];
  await ci(cloud, { method: "PUT", path: `/jobs/${JobId}`, query: { cancel: "" } });
  await cloud.idle();
  expect(cloud.deliveries.map(({ requestBody }) => parseCallback(requestBody))).toMatchObject([
    { type: "workflow", execution: { state: "Failed", tasks: [{ state: "Cancel" }] } },
  ]);
});

it("a workflow without callback settings uses the queue's", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  cloud.changeQueue(BUCKET, { NotifyConfig: { ...NOTIFY, Event: "WorkflowFinish", ResultFormat: "XML" } });
  await create(cloud, workflow({}, { NotifyConfig: undefined }));

  cloud.putObject(BUCKET, "in/a.mp4", "video");
  await cloud.idle();

  expect(cloud.deliveries.map(({ event, format }) => [event, format])).toEqual([["WorkflowFinish", "XML"]]);
});

it("an extension filter excludes other files", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await create(
    cloud,
    workflow({}, { ExtFilter: { State: "On", Audio: "true", Custom: "true", CustomExts: "mxf/raw" } }),
  );

  for (const key of ["in/a.mp4", "in/b.mp3", "in/c.RAW", "in/d"]) cloud.putObject(BUCKET, key, key);
  await cloud.idle();

  const runs = cloud.deliveries.filter(({ event }) => event === "WorkflowFinish");
  const objects = runs.map(
    ({ requestBody }) =>
      (JSON.parse(requestBody) as { WorkflowExecution: { Object: string } }).WorkflowExecution.Object,
  );
  expect(objects.sort()).toEqual(["in/b.mp3", "in/c.RAW"]);
});

it("disabling media processing ends runs without a callback", async () => {
  const cloud = await startCloud({ jobMs: 200 });
  await enableMedia(cloud);
  await create(cloud);
  cloud.putObject(BUCKET, "in/a.mp4", "video");
  await ci(cloud, { method: "DELETE", path: "/mediabucket" });
  await cloud.idle();
  expect(cloud.deliveries).toHaveLength(0);
  expect(await refusal(ci(cloud, { method: "GET", path: "/queue" }))).toBe("403 AccessDenied");
});
