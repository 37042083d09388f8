import { describe, expect, it } from "vitest";
import { deployDurable, deployInline } from "../../harness/durable-deployment";
import { parseCallback } from "../../handler";
import { ARRIVALS, bodyOf, casesOf, matrixCallbacks } from "../../local/inspector/matrix/cases";
import { runCases } from "../../local/inspector/matrix/matrix";
import type { MatrixResult } from "../../local/inspector/matrix/matrix";
import { tableOf, unroutedOf } from "../../cli/matrix/table";
import { readMatrixOptions } from "../../cli/matrix/options";
import type { CallbackDetail, MatrixProgress } from "../../local/inspector/protocol";
import { BUCKET, enableMedia, startCloud } from "../local/support";
import { ask, inspect, post } from "./support";

const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({
  onJob: { SplitVideoParts: () => {}, Snapshot: () => { throw new Error("no picture"); } },
  onFailedJob: () => {},
});`;

/** Outcome and statuses by case. */
function shownOf(results: readonly MatrixResult[]): Record<string, string> {
  return Object.fromEntries(
    results.map(({ callback, state, format, arrival, outcome, answers }) => [
      `${callback} ${state} ${format} ${arrival}`,
      `${outcome} ${answers.map(({ status, answer }) => `${status} ${answer}`).join(", ")}`,
    ]),
  );
}

describe("the cases", () => {
  it("are callbacks that the handler can read, each with new ids", () => {
    for (const each of casesOf(matrixCallbacks, ARRIVALS)) {
      const [first, second] = [bodyOf(each, { bucket: BUCKET }), bodyOf(each, { bucket: BUCKET })];
      expect(parseCallback(first).type).not.toBe("unknown");
      if (each.callback !== "Probe") expect(first).not.toBe(second);
      expect(each.format === "xml").toBe(first.startsWith("<"));
    }
  });

  it("exclude callbacks that CI does not send: moderation in XML, and a failed probe", () => {
    expect(casesOf(["ReviewImage", "Probe"], ["once"])).toEqual([
      { callback: "ReviewImage", format: "json", state: "ok", arrival: "once" },
      { callback: "ReviewImage", format: "json", state: "failed", arrival: "once" },
      { callback: "Probe", format: "json", state: "ok", arrival: "once" },
    ]);
  });

  it("end a day ago for a late callback", () => {
    const [each] = casesOf(["SplitVideoParts"], ["late"]);
    const [, end] = /<EndTime>([^<]+)</.exec(bodyOf(each!, {}))!;
    expect(Math.round((Date.now() - Date.parse(end!)) / 3_600_000)).toBe(24);
  });
});

describe("a matrix", () => {
  it("finds routes, callbacks without one and failures of an inline pipeline", async () => {
    const cloud = await startCloud();
    const url = await deployInline(cloud, PROGRAM);
    const progress: number[] = [];
    const cases = [
      ...casesOf(["SplitVideoParts"], ARRIVALS),
      ...casesOf(["Snapshot", "ReviewImage", "Probe", "WorkflowFinish"], ["once"]),
    ];
    const results = await runCases(cloud, cases, { url, onProgress: (finished) => progress.push(finished) });

    const shown = shownOf(results);
    expect(shown["SplitVideoParts ok xml once"]).toBe("done 200 accepted");
    expect(shown["SplitVideoParts ok json late"]).toBe("done 200 accepted");
    expect(shown["SplitVideoParts failed json twice"]).toMatch(/^done 200 accepted, 200 (duplicate|accepted)$/);
    expect(shown["SplitVideoParts ok xml killed"]).toMatch(/^done 4\d\d .*, 200 accepted$/);
    expect(shown["Snapshot ok xml once"]).toMatch(/^failed 500 /);
    expect(results.find(({ outcome }) => outcome === "failed")?.error).toBe("Error: no picture");
    expect(shown["ReviewImage ok json once"]).toBe("unrouted 200 unrouted");
    expect(shown["Probe ok json once"]).toBe("done 200 accepted");
    const route = (name: string): string | undefined => results.find(({ callback }) => callback === name)?.route;
    expect(route("SplitVideoParts")).toBe("onJob.SplitVideoParts");
    expect(results.find(({ state }) => state === "failed")?.route).toBe("onFailedJob");
    expect(route("ReviewImage")).toBeUndefined();
    expect(unroutedOf(results)).toEqual(["ReviewImage", "WorkflowFinish"]);
    expect(progress.at(-1)).toBe(cases.length);
    expect(cloud.faults.all).toEqual([]);
    expect(tableOf(results).slice(1).join("\n")).toMatch(
      /^SplitVideoParts +ok +onJob\.SplitVideoParts +xml ✓✓✓✓ {2}json ✓✓✓✓\n/,
    );
  });

  it("waits for the workers of durable delivery, also when they are killed", async () => {
    const cloud = await startCloud({ asyncRetryMs: 20 });
    const program = PROGRAM.replace("no picture", "no picture at all");
    const { callbackUrl: url } = await deployDurable({ cloud, program });
    const cases = [...casesOf(["SplitVideoParts"], ["once", "killed"]), ...casesOf(["Snapshot"], ["once"])];
    const results = await runCases(cloud, cases, { url });

    const shown = shownOf(results);
    expect(shown["SplitVideoParts ok json once"]).toBe("done 200 accepted");
    // The repetition is a duplicate if it arrives after the worker has recorded the outcome.
    expect(shown["SplitVideoParts ok xml killed"]).toMatch(/^done 4\d\d .*, 200 (duplicate|accepted)$/);
    expect(results.find(({ outcome }) => outcome === "failed")).toMatchObject({
      callback: "Snapshot",
      state: "ok",
      error: expect.stringContaining("no picture at all") as string,
    });
  });

  it("cannot distinguish a route by tag from onOtherJob if the handler has both", async () => {
    const cloud = await startCloud();
    const url = await deployInline(cloud, PROGRAM.replace("onFailedJob", "onOtherJob"));
    const [result] = await runCases(cloud, casesOf(["SplitVideoParts"], ["once"]), { url });
    expect(result?.route).toBe("onJob.SplitVideoParts or onOtherJob");
  });
});

it("a matrix of the page runs in the session, reports its progress, and names the callbacks of its cases", async () => {
  const cloud = await startCloud({ asyncRetryMs: 1234 });
  const url = await deployInline(cloud, PROGRAM);
  const target = await enableMedia(cloud);
  const NotifyConfig = { Url: url, State: "On", Type: "Url", Event: "TaskFinish", ResultFormat: "JSON" };
  cloud.changeQueue(BUCKET, { NotifyConfig });
  const inspector = await inspect(cloud);
  const start = (fields: object) =>
    post<MatrixProgress>(inspector, "matrix", { target, arrivals: ["once"], ...fields });
  const total = casesOf(matrixCallbacks, ["once"]).length;

  expect(await start({})).toEqual({ isRunning: true, finished: 0, total, rows: [] });
  expect(await start({})).toMatchObject({ code: "matrixRuns" });
  const progress = () => post<MatrixProgress>(inspector, "matrix/progress", {});
  await expect.poll(progress, { timeout: 60_000 }).toMatchObject({ isRunning: false, finished: total });
  const { rows } = await progress();
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
  expect(count("done") + count("unrouted") + count("failed")).toBe(total);
  const failed = rows.filter(({ outcome }) => outcome === "failed");
  expect(failed.map(({ callback, state }) => `${callback} ${state}`)).toEqual(["Snapshot ok", "Snapshot ok"]);
  const { id, callback } = rows.find(({ route }) => route === "onJob.SplitVideoParts")!;
  const { row } = JSON.parse((await ask(`${inspector.url}api/callbacks/${id}`, "GET")).body) as CallbackDetail;
  expect(row).toMatchObject({ id, title: callback, outcome: "done" });
  expect(cloud.asyncRetryMs).toBe(1234);

  await start({ arrivals: ["once", "killed"] });
  const stopped = await post<MatrixProgress>(inspector, "matrix/stop", {});
  expect(stopped).toMatchObject({ isRunning: false, error: "stopped", rows: [] });
  expect((await start({ target: "nobody" })).error).toBe('target must have a callback URL (got "nobody")');
  expect((await start({ arrivals: ["never"] })).error).toMatch(/^arrivals must be a list of once, twice, late, killed/);
}, 120_000);

describe("options of matrix", () => {
  it("choose callbacks and arrivals, all by default", () => {
    expect(readMatrixOptions([])).toMatchObject({ callbacks: matrixCallbacks, arrivals: ARRIVALS, pipeline: 1 });
    const chosen = readMatrixOptions(["media", "--callback", "Probe", "--arrival=killed", "--arrival=once"]);
    expect(chosen).toMatchObject({ stack: "media", callbacks: ["Probe"], arrivals: ["once", "killed"] });
  });

  it.each<[string[], string]>([
    [["--callback", "Snapshoot"], "--callback must be a callback that `send --list` names"],
    [["--callback", "Snapshoot"], 'Did you mean "Snapshot"?'],
    [["--arrival", "never"], '--arrival must be one of once, twice, late, killed (got "never")'],
    [["a", "b"], "matrix takes one stack (got a b)"],
    [["--pipeline", "0"], "--pipeline must be a whole number"],
  ])("refuse %j", (args, message) => {
    expect(() => readMatrixOptions(args)).toThrow(message);
  });
});
