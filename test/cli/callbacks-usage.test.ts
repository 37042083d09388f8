import { describe, expect, it } from "vitest";
import { runCallbacks } from "../../cli/callbacks/run";
import { CliProcess } from "./spawn";
import { BUCKET, setUp } from "./callbacks-support";

describe("a reader that closed the pipe, such as head", () => {
  it.each([
    [["list"], 2],
    [["show", "bad1"], 2],
    [["redrive", "--all", "--yes"], 0],
    [["purge", "dead", "--older-than", "0s", "--yes"], 0],
  ])("does not make %j fail", async (args, dead) => {
    const { env, names } = await setUp();
    const context = { cwd: __dirname, env: { ...process.env, ...env, CI_CALLBACK_INBOX_BUCKET: BUCKET } };
    const cli = new CliProcess(["callbacks", ...args], context);
    cli.child.stdout!.destroy();
    expect(await cli.finished).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await names("dead/")).toHaveLength(dead);
  });
});

describe("wrong usage", () => {
  it.each([
    [["purge", "inbox"], /purge takes done or dead/],
    [["purge", "done", "--older-than", "week"], /--older-than must be a number with s, m, h or d/],
    [["list", "--watch", "dead"], /list --watch takes no folder/],
    [["list", "--watch", "--interval", "0s"], /--interval must be at least 1s/],
    [["show", "bad1", "--watch"], /--watch is an option of list/],
    [["list", "all"], /list takes one of inbox, dead, done/],
    [["show"], /show takes one key/],
    [["redrive"], /redrive takes keys, or --all/],
    [["redrive", "a", "--all"], /redrive takes keys, or --all/],
    [["redrive", "dead/bad1"], /redrive takes keys as list prints them/],
    [["list", "--prefix", "x"], /--prefix must be one to eight names/],
    [["list", "--nope"], /nope/],
    [["drop"], /callbacks takes one of list, show, redrive, purge/],
  ])("%j is refused", async (args, message) => {
    const env = { TENCENTCLOUD_SECRET_ID: "a", TENCENTCLOUD_SECRET_KEY: "b", TENCENTCLOUD_REGION: "ap-guangzhou" };
    const sink = { write: () => {} };
    await expect(runCallbacks([...args, "--bucket", BUCKET], env, sink, sink)).rejects.toThrow(message);
  });

  it("reports missing settings", async () => {
    const sink = { write: () => {} };
    const env = { TENCENTCLOUD_SHARED_CREDENTIALS_DIR: "/nonexistent" };
    await expect(runCallbacks(["list"], env, sink, sink)).rejects.toThrow(
      "--bucket must name the bucket of the inbox (got none): CI_CALLBACK_INBOX_BUCKET",
    );
    await expect(runCallbacks(["list", "--bucket", "b", "--region", "r"], env, sink, sink)).rejects.toThrow(
      "must be in the environment, or a profile of tccli in /nonexistent/default.credential (got neither)",
    );
  });
});
