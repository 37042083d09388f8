/** Advances time for callbacks in durable delivery, and checks the page's events. */
import { expect, it } from "vitest";
import { deployDurable, jobCallback } from "../../harness/durable-deployment";
import type { LocalCloud } from "../../local/cloud";
import type { Inspector } from "../../local/inspector/inspector";
import { startCloud } from "../local/support";
import { detailOf, inspect, listenUntil, post } from "./support";

/** Fails as often as the number in the job's id: `j-2` fails twice. */
const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onJob: { SplitVideoParts: ({ jobId }, ctx) => {
  if (ctx.attempt <= Number(jobId.slice(2))) throw new RangeError("attempt " + ctx.attempt);
} } });`;

async function start(environment: Readonly<Record<string, string>> = {}): Promise<[LocalCloud, Inspector, string]> {
  const cloud = await startCloud({ eventMs: 1, asyncRetryMs: 10 });
  const { callbackUrl } = await deployDurable({ cloud, program: PROGRAM, environment });
  return [cloud, await inspect(cloud), callbackUrl];
}

it("runs one waiting callback at once, and no other", { timeout: 40_000 }, async () => {
  const [cloud, inspector, url] = await start();
  for (const id of ["j-1", "j-2"]) await cloud.deliver(url, jobCallback(id), "JSON");
  await cloud.idle();
  const before = await detailOf(inspector, 1);
  expect(before.attempts).toMatchObject({ count: 1, most: 8, phase: "waiting" });
  expect(before.attempts!.until).toBeGreaterThan(Date.now());
  expect(before.journal.at(-1)).toMatchObject({ kind: "failed", error: "RangeError: attempt 1" });

  expect(await post(inspector, "advance", { key: before.row.key })).toMatchObject({ called: 1 });
  await listenUntil(inspector, ({ rows }) => rows.get(1)?.outcome === "done");
  await cloud.idle();
  expect((await detailOf(inspector, 1)).attempts).toEqual({ count: 2, most: 8, until: 0, phase: "done" });
  expect((await detailOf(inspector, 2)).attempts).toMatchObject({ count: 1, phase: "waiting" });
  expect((await post(inspector, "advance", { key: before.row.key })).error).toContain("is not waiting");
});

it("advances time by an hour for all waiting callbacks", { timeout: 40_000 }, async () => {
  const [cloud, inspector, url] = await start({ CI_CALLBACK_RETRY: '{"firstDelay":6000,"maxDelay":6000}' });
  await cloud.deliver(url, jobCallback("j-1"), "JSON");
  await cloud.idle();
  const { until } = (await detailOf(inspector, 1)).attempts!;
  // It waits 3,000 to 6,000 s, so one or two hours suffice.
  const { called } = await post<{ called: number }>(inspector, "advance", { ms: 3_600_000 });
  if (called === 0) {
    expect((await detailOf(inspector, 1)).attempts!.until).toBe(until - 3_600_000);
    await post(inspector, "advance", { ms: 3_600_000 });
  }
  await listenUntil(inspector, ({ rows }) => rows.get(1)?.outcome === "done");
});

it("runs until nothing waits: one callback is done, another is dead", { timeout: 60_000 }, async () => {
  const [cloud, inspector, url] = await start({ CI_CALLBACK_RETRY: '{"maxAttempts":4}' });
  for (const id of ["j-2", "j-9"]) await cloud.deliver(url, jobCallback(id), "JSON");
  await cloud.idle();
  expect(await post(inspector, "advance", { drain: true })).toMatchObject({ waiting: 0 });
  await listenUntil(inspector, ({ rows }) => rows.get(1)?.outcome === "done" && rows.get(2)?.outcome === "dead");
  expect((await detailOf(inspector, 2)).attempts).toMatchObject({ count: 4, most: 4, phase: "dead" });
});

it("takes over a callback whose worker was killed, although its lease has not ended", { timeout: 60_000 }, async () => {
  const [cloud, inspector, url] = await start();
  cloud.faults.add({ match: "PUT *journal/*/0003*", effect: { type: "kill", when: "before" } });
  await cloud.deliver(url, jobCallback("j-0"), "JSON");
  await cloud.idle();
  expect((await detailOf(inspector, 1)).attempts).toMatchObject({ count: 1, phase: "running" });
  expect(await post(inspector, "advance", { drain: true })).toMatchObject({ waiting: 0 });
  await listenUntil(inspector, ({ rows }) => rows.get(1)?.outcome === "done");
});

it("reports each new journal entry of a waiting callback", { timeout: 40_000 }, async () => {
  const [cloud, inspector, url] = await start();
  await cloud.deliver(url, jobCallback("j-1"), "JSON");
  await listenUntil(inspector, ({ rows }) => rows.get(1)?.entries === 3);
});

it.each([
  [{}, "ms must be a whole number from 1"],
  [{ ms: 1e12 }, "ms must be a whole number"],
  [{ key: 1 }, "key must be a text"],
  [{ drain: 1 }, "drain must be true or false"],
])("refuses to advance with %j", async (body, error) => {
  const inspector = await inspect(await startCloud());
  expect((await post(inspector, "advance", body)).error).toContain(error);
});
