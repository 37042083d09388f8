/** The scene of the inspector's pictures: durable delivery, a workflow, and callbacks of every outcome. */
import { CiClient } from "../../api/client";
import { ciHost, picHost } from "../../api/hosts";
import { BUCKET, bundleProgram, deployDurable } from "../../harness/durable-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { sampleCallback } from "../../local/samples";
import type { SampleOptions } from "../../local/samples";

/** A failed transcoding becomes a dead letter at once. @param onShots body of the route of SplitVideoParts */
const program = (onShots: string): string => `
import { defineHandler, PermanentError, shots } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({
  onJob: { SplitVideoParts: async (job, ctx) => {
${onShots}
  } },
  onOtherJob: () => {},
  onWorkflow: () => {},
  onFailedJob: (job) => { throw new PermanentError(job.tag + " failed: " + job.message); },
});`;

const FIRST_BUILD = program('ctx.log.info("shots", { object: job.input?.object });');
const SECOND_BUILD = program(`
  const found = shots(job);
  ctx.log.info("shots", { object: job.input?.object, count: found.length });
  const lines = found.map(({ begin, end }) => begin + " " + end);
  await ctx.ci.putObject("index/" + job.jobId.slice(0, 9) + ".txt", lines.join("\\n") + "\\n");`);

const OUTPUT = { Region: "ap-guangzhou", Bucket: BUCKET, Object: "out/${RunId}/${InputName}-${Number}.${Ext}" };

/** Start → SplitVideoParts → Transcode → End, and Start → Snapshot → End. */
const workflow = (notify: object) => ({
  MediaWorkflow: {
    Name: "shots-and-covers",
    State: "Active",
    Topology: {
      Dependencies: {
        Start: "SplitVideoParts_1,Snapshot_2",
        SplitVideoParts_1: "Transcode_3",
        Transcode_3: "End",
        Snapshot_2: "End",
      },
      Nodes: {
        Start: { Type: "Start", Input: { ObjectPrefix: "videos/", NotifyConfig: notify } },
        SplitVideoParts_1: { Type: "SplitVideoParts", Operation: { SplitVideoParts: { Mode: "SHOTDETECT" } } },
        Snapshot_2: { Type: "Snapshot", Operation: { TemplateId: "t1", Output: OUTPUT } },
        Transcode_3: { Type: "Transcode", Operation: { TemplateId: "t2", Output: OUTPUT } },
      },
    },
  },
});

const SAMPLES: readonly (readonly [name: string, options: SampleOptions])[] = [
  ["MediaInfo", { format: "json" }],
  ["SpeechRecognition", { format: "json" }],
  ["Transcode", { failed: true }],
  ["ReviewImage", { format: "json" }],
  ["Translation", { format: "json" }],
  ["DocProcess", { format: "json" }],
];

/** A local cloud with this scene. */
export async function startScene(): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 900, eventMs: 1, asyncRetryMs: 50 });
  const { callbackUrl } = await deployDurable({ cloud, program: FIRST_BUILD });
  const second = Buffer.from(await bundleProgram(SECOND_BUILD), "base64");
  cloud.replaceCode(cloud.functions[0]!.codeSha256, second, ["media.ts"]);
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const address = { bucket: BUCKET, region: cloud.region };
  await client.request({ method: "PUT", host: picHost(address), path: "/" });
  await client.requestXml({ method: "POST", host: ciHost(address), path: "/mediabucket" });
  const notify = { Url: callbackUrl, State: "On", Type: "Url", Event: "TaskFinish,WorkflowFinish" };
  cloud.changeQueue(BUCKET, { NotifyConfig: { ...notify, ResultFormat: "JSON" } });
  const xml = ["Request", workflow(notify) as never] as const;
  await client.requestXml({ method: "POST", host: ciHost(address), path: "/workflow", xml });
  cloud.putObject(BUCKET, "videos/holiday.mp4", "a film");
  await cloud.idle();

  const post = (body: string, url = callbackUrl) =>
    cloud.deliver(url, body, body.startsWith("{") ? "JSON" : "XML", { event: "TaskFinish" });
  for (const [name, options] of SAMPLES) await post(sampleCallback(name, { bucket: BUCKET, ...options }));
  await post("<Response><JobsDetail>");
  await post(sampleCallback("Snapshot", { format: "json" }), callbackUrl.replace(/\w{4}$/, "none"));
  cloud.faults.add({ match: "CALLBACK *", effect: { type: "answer", status: 503 } });
  await post(sampleCallback("ExtractDigitalWatermark"));
  cloud.faults.clear();
  const shots = sampleCallback("SplitVideoParts", { format: "json" });
  await post(shots);
  await cloud.idle();
  await post(shots);
  await cloud.idle();
  return cloud;
}
