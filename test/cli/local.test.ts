import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runLocal } from "../../cli/local/run";
import { findSession } from "../../cli/local/session";
import { runReplay } from "../../cli/send/replay";
import { runSend } from "../../cli/send/send";
import { runUpload } from "../../cli/send/upload";
import { Deliveries } from "../../local/ci/delivery";
import { CallbackPoster } from "../../local/ci/post";
import { Clock } from "../../local/clock";
import type { BuildComparison, SessionFile } from "../../local/inspector/protocol";
import { sampleCallback } from "../../local/samples";
import { describeTerraform } from "../support/terraform";
import { expectNothingLeft, isAbout, isLog, isStep, copyExample, QUICK_APP } from "./local-project";
import { CliProcess, runCli } from "./spawn";
import type { Line } from "./spawn";
import { writtenIn } from "./stack-folder";

const FIXTURES = join(__dirname, "../handler/fixtures");

/** Runs a callback against the live build and the one before, as the page does. */
async function compareBuilds(inspector: string, subject: unknown): Promise<BuildComparison> {
  const { callbacks } = (await (await fetch(`${inspector}api/session`)).json()) as SessionFile;
  const { id } = callbacks.find(({ row }) => row.subject === subject)!.row;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ id });
  const answer = await fetch(`${inspector}api/compare-builds`, { method: "POST", headers, body });
  return (await answer.json()) as BuildComparison;
}

/** Expects answers of the new code after each save, and no failed callback; restores the file. */
async function expectAnswersDuringSaves(local: CliProcess, cwd: string, message: string): Promise<void> {
  const { certificate, callbackUrls } = findSession(cwd)!;
  const poster = new CallbackPoster({ timeoutMs: 5000, certificate, route: () => undefined });
  onTestFinished(() => poster.close());
  const deliveries = new Deliveries(new Clock(), poster, { effectsOf: () => [] });
  const file = join(cwd, "on-media.ts");
  const code = readFileSync(file, "utf8");

  const took: number[] = [];
  for (const next of [`${message} again`, message]) {
    const since = local.lines.length;
    const savedAt = performance.now();
    writeFileSync(file, code.replace(`"${message}"`, `"${next}"`));
    let answeredAt: number;
    do {
      const { status } = await deliveries.deliver(callbackUrls[0]!, sampleCallback("SplitVideoParts"), "XML");
      expect(status).toBe(200);
      answeredAt = performance.now();
    } while (!local.lines.slice(since).some(isLog(`"${next}"`)));
    took.push(answeredAt - savedAt);
  }
  console.log(`save to answer by the new code: ${took.map(Math.round).join(", ")} ms`);
}

describeTerraform("local", () => {
  it("runs a project, prints callbacks, answers by new code after each save, applies again and cleans up", async () => {
    const project = copyExample(QUICK_APP);
    const { cwd } = project;
    const edit = (from: string, to: string): void => {
      const file = join(cwd, "on-media.ts");
      writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    };
    const local = new CliProcess(["local", "--json"], project);
    onTestFinished(() => void local.child.kill("SIGKILL"));

    const up = await local.line(({ type }) => type === "up");
    expect(up.buckets).toEqual(["media-1250000000"]);
    expect(up.callbackUrls).toEqual([expect.stringMatching(/^https:\/\/localhost:\d+\/…$/)]);
    expect(await (await fetch(String(up.inspector))).text()).toContain("<html");
    expect(readdirSync(cwd).filter((name) => !project.files.includes(name))).toEqual([".cdktf-tencentcloud-ci"]);

    const sent = await runCli(["send", "SplitVideoParts", "--format", "json", "--json"], project);
    expect(sent).toMatchObject({ code: 0, stderr: "" });
    const { subject, url, status } = JSON.parse(sent.stdout) as Line;
    expect({ url, status }).toEqual({ url: (up.callbackUrls as string[])[0], status: 200 });
    expect(await local.line(isAbout(subject))).toMatchObject({ event: "TaskFinish", format: "JSON", status: 200 });
    expect(JSON.parse(String((await local.line(isLog('"shots"'))).text))).toMatchObject({
      object: expect.any(String) as string,
    });

    const film = await writtenIn(cwd, runUpload, [join(cwd, "README.md"), "/videos/a.mp4", "--json"]);
    expect(JSON.parse(film.out)).toMatchObject({ bucket: "media-1250000000", key: "/videos/a.mp4" });

    edit('"shots"', '"shots anew"');
    const code = await local.line((line) => line.type === "code" && line.file === "on-media.ts");
    expect(code.functions).toBe(1);
    const { before: older, after: newer } = await compareBuilds(String(up.inspector), subject);
    expect([older, newer].map(({ build, detail }) => [build.changed, detail.row.outcome])).toEqual([
      [[], "done"],
      [["on-media.ts"], "done"],
    ]);
    expect(older.detail.logs.map(({ text }) => text).join()).toContain('"shots"');
    expect(newer.detail.logs.map(({ text }) => text).join()).toContain('"shots anew"');
    const kept = readdirSync(join(cwd, ".cdktf-tencentcloud-ci/builds"));
    expect(kept).toEqual(expect.arrayContaining([older, newer].map(({ build }) => `${build.sha256}.zip`)));
    const replayed = await writtenIn(cwd, runReplay, [FIXTURES, "--json"]);
    expect(replayed).toMatchObject({ code: 0, err: "" });
    expect(replayed.out.trim().split("\n")).toHaveLength(2);
    await local.line(isLog("shots anew"));
    await expectAnswersDuringSaves(local, cwd, "shots anew");

    edit("onJob", "onJob(");
    expect((await local.line(({ type }) => type === "error")).message).toMatch(/on-media\.ts:4:\d+: Expected/);
    const before = local.lines.length;
    expect((await writtenIn(cwd, runSend, ["SplitVideoParts"])).code).toBe(0);
    await local.line(isLog("shots anew"), before);

    edit("onJob(", "onJob");
    await local.line(isStep(/^on-media\.ts was saved and compiles/), before);
    edit("shots anew", "shots applied");
    const applying = local.lines.length;
    local.child.stdin!.write("apply\n");
    expect((await local.line(isStep(/^Applied: /), applying)).text).toMatch(/^Applied: \d+ added, \d+ changed/);
    await local.line(({ type }) => type === "up", applying);
    expect((await writtenIn(cwd, runSend, ["SplitVideoParts"])).err).toContain("1 of 1 answered 2xx");
    await local.line(isLog("shots applied"), applying);

    await expect(writtenIn(cwd, runLocal, [])).rejects.toThrow(`(got process ${local.child.pid} in `);

    const pids = local.descendants();
    expect(pids.length).toBeGreaterThan(0);
    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    await expectNothingLeft(pids, project);
    await expect(writtenIn(cwd, runSend, ["SplitVideoParts"])).rejects.toThrow(
      /^A local pipeline must run in this folder/,
    );
  });

  it("can be stopped during an apply and cleans up", async () => {
    const project = copyExample(QUICK_APP);
    const local = new CliProcess(["local", "--json"], project);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    await local.line(isStep(/^Applying/));
    await expect.poll(() => local.descendants(), { timeout: 10_000 }).not.toEqual([]);

    const pids = local.descendants();
    local.child.kill("SIGTERM");

    expect((await local.finished).code).toBe(143);
    await expectNothingLeft(pids, project);
  });

  it("replaces a killed run that could not clean up", async () => {
    const project = copyExample("exec sleep 60"); // the synthesis lasts until the signal
    const folder = join(project.cwd, ".cdktf-tencentcloud-ci");
    mkdirSync(folder);
    writeFileSync(join(folder, "local.json"), '{"pid":2147483647}');
    const local = new CliProcess(["local", "--json"], project);
    onTestFinished(() => void local.child.kill("SIGKILL"));

    await local.line(isStep(/^Synthesizing/));
    local.child.kill("SIGINT");

    expect((await local.finished).code).toBe(130);
    expect(existsSync(folder)).toBe(false);
  });
});
