import { describe, expect, it, vi } from "vitest";
import type { Config } from "../../../../handler/config";
import type { CallbackContext } from "../../../../handler/context";
import { runUserCode } from "../../../../handler/delivery/durable/run";
import { UserCode } from "../../../../handler/delivery/user-code";
import type { Routes } from "../../../../handler/dispatch";
import { PermanentError } from "../../../../handler/errors";
import type { Log } from "../../../../handler/log";

const config: Config = {
  secrets: [],
  logLevel: "error",
  maxBodyBytes: 1_000_000,
  allowedCidrs: [],
  verify: false,
  bucket: "media-1250000000",
  region: "ap-guangzhou",
};
const silent = vi.fn();
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const jobs = (...ids: string[]): string =>
  `<Response><EventName>TaskFinish</EventName>${ids
    .map((id) => `<JobsDetail><JobId>${id}</JobId><Tag>Snapshot</Tag><State>Success</State></JobsDetail>`)
    .join("")}</Response>`;

function run(
  routes: Routes,
  body: string,
  about: { attempt?: number; completed?: string[]; source?: "reconciled" } = {},
) {
  const { attempt = 1, completed = [], source = "callback" } = about;
  const envelope = { head: { key: "k", source, receivedAt: 0, headers: {} }, body: Buffer.from(body) } as const;
  const call = { scf: { request_id: "r1" }, startedAt: Date.now(), log };
  return runUserCode(new UserCode(config, routes), envelope, { key: "k", attempt, completed }, call);
}

describe("runUserCode", () => {
  it("tells user code its attempt, its key and where the callback came from", async () => {
    const seen: CallbackContext[] = [];
    const routes: Routes = { onOtherJob: (_, ctx) => void seen.push(ctx) };
    expect(await run(routes, jobs("j1"), { attempt: 3, source: "reconciled" })).toEqual({
      completed: ["job j1 Success"],
    });
    expect(seen).toMatchObject([
      { attempt: 3, idempotencyKey: "job j1 Success", source: "reconciled", requestId: "r1" },
    ]);
  });

  it("goes on after a delivery that failed, and runs only that one again", async () => {
    const seen: string[] = [];
    let isBroken = true;
    const routes: Routes = {
      onOtherJob: ({ jobId }) => {
        seen.push(jobId);
        if (jobId === "j1" && isBroken) throw new TypeError("no database");
      },
    };
    const first = await run(routes, jobs("j1", "j2"));
    expect(first).toEqual({
      completed: ["job j2 Success"],
      error: { name: "TypeError", message: "no database" },
      permanent: false,
    });
    isBroken = false;
    const second = await run(routes, jobs("j1", "j2"), { attempt: 2, completed: [...first.completed] });
    expect(second).toEqual({ completed: ["job j2 Success", "job j1 Success"] });
    expect(seen).toEqual(["j1", "j2", "j1"]);
  });

  it("knows what is of no use to try again", async () => {
    const refusing: Routes = {
      onOtherJob: () => {
        throw new PermanentError("no such order");
      },
    };
    expect(await run(refusing, jobs("j1"))).toMatchObject({
      permanent: true,
      error: { name: "PermanentError", message: "no such order" },
    });
    class Twin extends Error {
      override readonly name = "PermanentError"; // of a second copy of this library in the bundle
    }
    const twin: Routes = { onOtherJob: () => Promise.reject(new Twin("no such order")) };
    expect(await run(twin, jobs("j1"))).toMatchObject({ permanent: true });
    expect(await run({}, "garbage")).toMatchObject({ permanent: true, error: { name: "CallbackParseError" } });
  });

  it("tries again when one of several failures may pass", async () => {
    const routes: Routes = {
      onOtherJob: ({ jobId }) => {
        throw jobId === "j1" ? new PermanentError("no such order") : new Error("no database");
      },
    };
    expect(await run(routes, jobs("j1", "j2"))).toMatchObject({ permanent: false });
  });

  it.each<[unknown]>([[undefined], ["text"], [null]])("takes a thrown %j for a failure", async (thrown) => {
    const routes: Routes = {
      onOtherJob: () => {
        throw thrown;
      },
    };
    expect((await run(routes, jobs("j1"))).error).toMatchObject({ name: "Error" });
  });

  it("cuts what user code says of itself", async () => {
    const routes: Routes = { onOtherJob: () => Promise.reject(new Error("x".repeat(100_000))) };
    expect((await run(routes, jobs("j1"))).error!.message).toHaveLength(2000);
  });
});
