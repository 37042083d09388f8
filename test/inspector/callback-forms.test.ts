/** Callbacks as command lines, tests and session files; no browser is needed. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { indentXml } from "../../local/inspector/page/indent-xml";
import { readSession } from "../../local/inspector/page/read-session";
import { curlLine, sendLine, testFiles } from "../../local/inspector/page/callback-forms";
import type { CallbackDetail } from "../../local/inspector/protocol";
import { sampleCallback, sampleEvents, sampleTags } from "../../local/samples";
import { startCloud } from "../local/support";
import { ask, deployPipeline, detailOf, idOf, inspect, post } from "./support";

const ROOT = join(__dirname, "../..");
const NAMES = [...sampleTags, ...sampleEvents];
const NOBODY = "http://127.0.0.1:9/secret-of-nobody";

/** The details of these bodies, as the page gets them. */
async function detailsOf(...bodies: readonly string[]): Promise<CallbackDetail[]> {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  for (const body of bodies) await cloud.deliver(NOBODY, body, body.startsWith("<") ? "XML" : "JSON");
  return Promise.all(bodies.map((_, index) => detailOf(inspector, index + 1)));
}

it("writes curl lines that a shell reads correctly, for any body", () => {
  const stub = 'curl() { for last; do :; done; printf %s "$last"; }';
  const text = fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", "`", "\n", "!", "é", "a", " ") });
  fc.assert(
    fc.property(text, (body) => {
      const script = `${stub}\nCALLBACK_URL=http://x\n${curlLine(body, { format: "XML" })}`;
      expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(body);
    }),
    { numRuns: 25 },
  );
  expect(() => execFileSync("sh", ["-c", curlLine("a", { format: "JSON" })], { stdio: "pipe" })).toThrow(
    /must be the callback address/,
  );
});

it("writes a send line for each kind of sample, and none for a body without a sample", async () => {
  const object = "my videos/it's.mp4";
  const [job, failed, run, moderation, other] = await detailsOf(
    sampleCallback("SplitVideoParts", { format: "json", bucket: "b-1250000000", object }),
    sampleCallback("Transcode", { failed: true }),
    sampleCallback("Snapshot", { workflow: true, format: "json" }),
    sampleCallback("ReviewImage"),
    "no callback",
  );
  const line = (detail: CallbackDetail | undefined): string | undefined => sendLine(detail!, NAMES);
  const command = "npx cdktf-tencentcloud-ci send";
  expect(line(job)).toBe(
    `${command} SplitVideoParts --format json --object 'my videos/it'\\''s.mp4' --bucket b-1250000000 --region ap-guangzhou`,
  );
  expect(line(failed)).toMatch(/^npx cdktf-tencentcloud-ci send Transcode --format xml --failed --object /);
  expect(line(run)).toBe(`${command} Snapshot --format json --workflow`);
  expect(line(moderation)).toBe(`${command} ReviewImage`);
  expect(line(other)).toBeUndefined();
});

it("writes tests that vitest runs, for a processed and for a refused callback", { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(ROOT, ".cache/callback-forms-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "fixtures"));
  writeFileSync(
    join(folder, "handler.ts"),
    `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onJob: { SplitVideoParts: () => {}, Transcode: () => { throw new Error("broken"); } } });`,
  );
  const bodies = [
    ...[sampleCallback("SplitVideoParts"), sampleCallback("SplitVideoParts", { format: "json" })],
    ...[sampleCallback("Transcode"), "<Response><JobsDetail>"],
  ];
  const details = await detailsOf(...bodies);
  const files = details.map((detail) => testFiles(detail));
  expect(files.map(({ test }) => test)).toEqual([
    expect.stringMatching(/^split-video-parts-\w{8}\.test\.ts$/),
    expect.stringMatching(/^split-video-parts-\w{8}\.test\.ts$/),
    expect.stringMatching(/^transcode-\w{8}\.test\.ts$/),
    "invalid.test.ts",
  ]);
  for (const [index, { fixture, test, source }] of files.entries()) {
    writeFileSync(join(folder, "fixtures", fixture), bodies[index]!);
    writeFileSync(join(folder, test), source);
  }
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const oneWorker = ["--pool=threads", "--maxWorkers=1", "--no-isolate"];
  const args = [vitest, "run", "--root", folder, "--config", "/dev/null", "--reporter=json", ...oneWorker];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout: string }) => error);
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as {
    readonly testResults: readonly { readonly assertionResults: readonly { title: string; status: string }[] }[];
  };
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(results.map(({ title, status }) => `${status} ${title.split(" ").slice(0, 4).join(" ")}`).sort()).toEqual(
    [
      ...["failed processes Transcode", "passed does not process invalid"],
      ...["passed processes SplitVideoParts", "passed processes SplitVideoParts"],
    ].map((text) => expect.stringContaining(text) as unknown),
  );
});

it("indents XML without changing anything but the blanks between elements", () => {
  const element: fc.Arbitrary<string> = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("<a/>", "<b></b>", "<c>some text</c>", "<d> </d>"),
      fc.array(tie("node")).map((children) => `<e>${children.join("")}</e>`),
    ),
  })).node;
  fc.assert(
    fc.property(element, (xml) => {
      const indented = indentXml(xml);
      expect(indented.replace(/>\n *</g, "><")).toBe(xml);
      expect(indentXml(indented)).toBe(indented);
    }),
  );
  expect(indentXml('<?xml version="1.0"?><R><J><T>x</T><E/></J></R>')).toBe(
    ['<?xml version="1.0"?>', "<R>", "  <J>", "    <T>x</T>", "    <E/>", "  </J>", "</R>"].join("\n"),
  );
  for (const odd of ["<a>", "</a>", "<a><b></a>>", "<!-- --><a/>", "text", "{}"]) expect(indentXml(odd)).toBe(odd);
});

it("saves a session with logs and answers, and without secrets", async () => {
  const cloud = await startCloud({ eventMs: 1 });
  const { callbackUrl } = await deployPipeline(cloud);
  const inspector = await inspect(cloud);
  await cloud.deliver(callbackUrl, jobCallback("j1"), "JSON");
  await cloud.deliver(NOBODY, "not a callback", "XML");
  await cloud.idle();
  // The log of a call may arrive after its end.
  const logsAndOutcome = async () => {
    const { logs, row } = await detailOf(inspector, 1);
    return [logs.filter(({ text }) => text.includes('"message":"work"')).length, row.outcome];
  };
  await expect.poll(logsAndOutcome).toEqual([1, "done"]);
  const first = await detailOf(inspector, 1);
  const { body } = await ask(`${inspector.url}api/session`, "GET");
  const session = readSession(body)!;
  expect(session.callbacks.map(({ row }) => row.order)).toEqual([2, 1]);
  const last = session.callbacks[1]!;
  expect({ ...last, logs: last.logs.length }).toEqual({ ...first, logs: first.logs.length });
  expect(session.state.pipeline.nodes.length).toBeGreaterThan(3);
  for (const secret of ["secret-of-nobody", new URL(callbackUrl).pathname]) expect(body).not.toContain(secret);
});

it.each([
  ["another file", "{}"],
  ["no JSON", "a"],
  ["a later version", JSON.stringify({ format: "cdktf-tencentcloud-ci session", version: 2, callbacks: [] })],
  [
    "a damaged callback",
    JSON.stringify({ format: "cdktf-tencentcloud-ci session", version: 1, callbacks: [{}], state: {} }),
  ],
])("does not open %s as a session", (_, text) => {
  expect(readSession(text)).toBeUndefined();
});

it("returns the bytes of a body exactly, also if they are not UTF-8", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  await cloud.deliver(NOBODY, Buffer.from([0x3c, 0xff, 0x00]), "XML");
  const response = await fetch(`${inspector.url}api/callbacks/${await idOf(inspector, 1)}/body`);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0x3c, 0xff, 0x00]);
  expect((await ask(`${inspector.url}api/callbacks/none/body`, "GET")).status).toBe(404);
});

it("checks an edited body as the handler does, and sends it to a target or to another callback's address", async () => {
  const cloud = await startCloud({ eventMs: 1 });
  const { queueId, callbackUrl } = await deployPipeline(cloud);
  const inspector = await inspect(cloud);
  const { body } = await post<{ body: string }>(inspector, "sample", {
    ...{ target: queueId, sample: "SplitVideoParts", format: "xml" },
  });
  expect(body).toContain("<Tag>SplitVideoParts</Tag>");
  const edited = body.replace(/<Object>[^<]*/, "<Object>mine.mp4");
  expect(await post(inspector, "check", { body: edited })).toMatchObject({
    about: { kind: "jobs", title: "SplitVideoParts", object: "mine.mp4" },
  });
  expect(await post(inspector, "check", { body: edited.slice(0, 100) })).toMatchObject({
    refusal: expect.stringContaining("XML") as unknown,
  });
  const { ids } = await post<{ ids: string[] }>(inspector, "send-body", { target: queueId, body: edited });
  expect(await detailOf(inspector, 1)).toMatchObject({ row: { id: ids[0], object: "mine.mp4", status: 200 } });
  await post(inspector, "send-body", { like: ids[0], body: "{}" });
  expect(await detailOf(inspector, 2)).toMatchObject({ url: callbackUrl.replace(/[^/]+$/, "…"), body: "{}" });
  expect((await post(inspector, "send-body", { like: "gone", body: "{}" })).error).toBe(
    "callback gone is no longer kept",
  );
  expect((await post(inspector, "send-body", { target: "x", body: "{}" })).error).toContain("target must be");
  const large = "a".repeat(1_500_000);
  expect((await post<{ refusal: string }>(inspector, "check", { body: large })).refusal).toContain("1048576");
});
