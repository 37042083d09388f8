/** The demo: the life cycle of one example stack, with callbacks from CI. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CiClient } from "../../api/client";
import { createJob } from "../../api/jobs";
import { textOf } from "../../api/xml";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import type { Reporter } from "./report";
import { DemoStack } from "./stack";
import { Traffic } from "./traffic";
import type { Format } from "./traffic";

const BUCKET = "media-1250000000";
const VIDEO = "videos/holiday.mp4";

/** A message that the example logs, before and after a change of the program. */
const OLD_MESSAGE = "shots found";
const NEW_MESSAGE = "shots found by the new code";

export async function runScenario(report: Reporter): Promise<void> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  const stack = new DemoStack("complete", "complete", { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET });
  let inspector: Inspector | undefined;
  try {
    inspector = await report.step(
      "Open a page that shows the following while it happens",
      () => startInspector(cloud),
      ({ url }) => url,
    );
    await deploy(report, stack);
    const url = await stack.output("callbackUrl");
    const traffic = new Traffic(cloud, url, [OLD_MESSAGE, NEW_MESSAGE, "workflow finished"]);
    await callBack(report, cloud, traffic);
    await refuse(report, traffic);
    await changeCode(report, cloud, stack, traffic);
    await repairDrift(report, cloud, stack, url);
    traffic.summarize(report);
    await destroy(report, cloud, stack);
  } finally {
    stack.remove();
    await inspector?.close();
    await cloud.close();
  }
}

async function deploy(report: Reporter, stack: DemoStack): Promise<void> {
  await report.step(
    "Synthesize examples/complete",
    () => stack.synth(),
    () => "Terraform configuration written",
  );
  await report.step(
    "terraform init",
    () => stack.init(),
    () => "providers installed without a registry",
  );
  const applied = await report.step(
    "terraform apply",
    () => stack.apply(),
    (count) => count,
  );
  const resources = await stack.resources();
  report.check(
    "the stack is applied",
    resources.length > 0 && applied.startsWith(`${resources.length} added`),
    applied,
  );
  report.row("resources applied", resources.length);

  await stack.synth();
  const second = await report.step(
    "Synthesize and plan again",
    () => stack.plan(),
    (outcome) => outcome,
  );
  report.check("the second plan has no changes", second === "no changes", second);
  report.row("second plan", second);
}

/** Requests that must reach user code. */
async function callBack(report: Reporter, cloud: LocalCloud, traffic: Traffic): Promise<void> {
  cloud.putObject(BUCKET, VIDEO, "a film"); // the upload also starts the workflow
  for (const format of ["XML", "JSON"] as const) {
    const before = traffic.calls(OLD_MESSAGE).length;
    const title = `A SplitVideoParts job reports in ${format}`;
    await report.step(
      title,
      () => splitVideo(cloud, traffic.url, format),
      (id) => `job ${id} finished`,
    );
    const calls = traffic.calls(OLD_MESSAGE).slice(before);
    const isReceived = calls.length === 1 && calls[0]!["object"] === VIDEO && Number(calls[0]!["shots"]) > 0;
    report.check(`user code gets the job that reports in ${format}`, isReceived, calls);
  }
  const runs = traffic.calls("workflow finished");
  const isRunReceived = runs.length === 1 && runs[0]!["object"] === VIDEO && runs[0]!["state"] === "Success";
  report.check("user code gets the workflow's end", isRunReceived, runs);

  for (const format of ["XML", "JSON"] as const) {
    const before = traffic.calls(OLD_MESSAGE).length;
    const title = `The vendor's documented ${format} callback, byte for byte`;
    const post = () => traffic.post(documented(format), format);
    const answer = await report.step(title, post, ({ code, status }) => `${code} ${status}`);
    report.check(`the documented ${format} callback is accepted`, answer.status === "accepted", answer);
    const shots = traffic
      .calls(OLD_MESSAGE)
      .slice(before)
      .map((call) => call["shots"]);
    report.check(`user code gets its 10 shots from ${format}`, shots.length === 1 && shots[0] === 10, shots);
  }
}

/** Requests that must not reach user code. */
async function refuse(report: Reporter, traffic: Traffic): Promise<void> {
  const body = documented("XML");
  const guessed = traffic.url.replace(/[^/]+$/, "0".repeat(32));
  const cases = [
    { name: "a callback with a wrong secret", send: () => traffic.post(body, "XML", guessed), expected: "404 error" },
    { name: "a truncated callback", send: () => traffic.post(body.subarray(0, 1000), "XML"), expected: "400 error" },
    { name: "the same callback again", send: () => traffic.post(body, "XML"), expected: "200 duplicate" },
  ];
  for (const { name, send, expected } of cases) {
    const before = traffic.calls(OLD_MESSAGE).length;
    const { code, status } = await report.step(`Send ${name}`, send, (answer) => `${answer.code} ${answer.status}`);
    report.check(`${name} is answered ${expected}`, `${code} ${status}` === expected, `${code} ${status}`);
    const calls = traffic.calls(OLD_MESSAGE).length - before;
    report.check(`${name} does not reach user code`, calls === 0, `${calls} calls`);
  }
}

async function changeCode(report: Reporter, cloud: LocalCloud, stack: DemoStack, traffic: Traffic): Promise<void> {
  const redeploy = async (): Promise<string> => {
    stack.edit("on-media.ts", OLD_MESSAGE, NEW_MESSAGE);
    await stack.synth();
    return stack.apply();
  };
  await report.step("Change on-media.ts and deploy again", redeploy, (count) => count);
  await report.step(
    "A job after the change",
    () => splitVideo(cloud, traffic.url, "JSON"),
    (id) => `job ${id} finished`,
  );
  const calls = traffic.calls(NEW_MESSAGE).length;
  report.check("the new code answers", calls === 1, `${calls} calls`);
}

async function repairDrift(report: Reporter, cloud: LocalCloud, stack: DemoStack, url: string): Promise<void> {
  cloud.changeQueue(BUCKET, { NotifyConfig: { Url: "http://elsewhere.example.com/", ResultFormat: "XML" } });
  const seen = await report.step(
    "Plan after somebody changed the queue",
    () => stack.plan(),
    (outcome) => outcome,
  );
  report.check("a queue changed behind Terraform's back is seen as drift", seen === "changes", seen);
  await report.step(
    "terraform apply",
    () => stack.apply(),
    (count) => count,
  );
  const { Url, ResultFormat } = cloud.queues(BUCKET)[0]!.NotifyConfig;
  report.check("the queue is repaired", Url === url && ResultFormat === "JSON", { ResultFormat });
}

async function destroy(report: Reporter, cloud: LocalCloud, stack: DemoStack): Promise<void> {
  await report.step(
    "terraform destroy",
    () => stack.destroy(),
    (count) => count,
  );
  const left = [...cloud.functions.map(({ name }) => name), ...cloud.resources.map(({ type }) => type)];
  report.check("nothing deployed is left", left.length === 0, left);
  const queue = cloud.queues(BUCKET)[0];
  const restored = queue?.NotifyConfig.State === "Off" && queue.NotifyConfig.Url === "";
  report.check("the queue has its old settings back", restored, queue?.NotifyConfig.State);
}

/** Submits a shot detection and waits for CI's callback. */
async function splitVideo(cloud: LocalCloud, url: string, format: Format): Promise<string> {
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const job = await createJob(
    client,
    { bucket: BUCKET, region: cloud.region },
    {
      Tag: "SplitVideoParts",
      Input: { Object: VIDEO },
      Operation: { SplitVideoParts: { Mode: "SHOTDETECT" } },
      CallBack: url,
      CallBackFormat: format,
    },
  );
  await cloud.idle();
  return textOf(job ?? {}, "JobId");
}

function documented(format: Format): Buffer {
  return readFileSync(join(__dirname, `../../test/handler/fixtures/split-video-parts.${format.toLowerCase()}`));
}
