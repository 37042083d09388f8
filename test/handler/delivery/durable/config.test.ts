import { describe, expect, it } from "vitest";
import { readDurableConfig } from "../../../../handler/delivery/durable/config";
import { readRole } from "../../../../handler/delivery/durable/role";

const REQUIRED = { CI_CALLBACK_INBOX_BUCKET: "inbox-1250000000", TENCENTCLOUD_REGION: "ap-guangzhou" };

describe("readRole", () => {
  it.each([
    [undefined, undefined],
    ["", undefined],
    ["inline", undefined],
    ["receiver", "receiver"],
    ["worker", "worker"],
    ["sweeper", "sweeper"],
  ])("reads %j as %j", (value, role) => {
    expect(readRole({ CI_CALLBACK_DELIVERY: value })).toBe(role);
  });

  it("refuses anything else", () => {
    expect(() => readRole({ CI_CALLBACK_DELIVERY: "durable" })).toThrow(
      'CI_CALLBACK_DELIVERY must be one of inline, receiver, worker, sweeper (got "durable")',
    );
  });
});

describe("readDurableConfig", () => {
  it("needs a bucket and has a default for everything else", () => {
    expect(readDurableConfig(REQUIRED)).toEqual({
      inbox: { bucket: "inbox-1250000000", region: "ap-guangzhou" },
      prefix: "ci-callbacks/",
      retry: { maxAttempts: 8, firstDelayMs: 30_000, maxDelayMs: 3_600_000 },
      settleMs: 250,
      slackMs: 30_000,
      maxInFlight: 1000,
      reconcileTags: [],
    });
  });

  it("reads every variable", () => {
    const config = readDurableConfig({
      ...REQUIRED,
      CI_CALLBACK_INBOX_REGION: "ap-shanghai",
      CI_CALLBACK_INBOX_PREFIX: "a/b.c/",
      CI_CALLBACK_RETRY: '{"maxAttempts":3,"firstDelay":1}',
      CI_CALLBACK_SETTLE_MS: "0",
      CI_CALLBACK_SLACK_MS: "1",
      CI_CALLBACK_MAX_CONCURRENCY: "200",
      CI_CALLBACK_RECONCILE: "Snapshot,Transcode",
    });
    expect(config).toEqual({
      inbox: { bucket: "inbox-1250000000", region: "ap-shanghai" },
      prefix: "a/b.c/",
      retry: { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 3_600_000 },
      settleMs: 0,
      slackMs: 1,
      maxInFlight: 200,
      reconcileTags: ["Snapshot", "Transcode"],
    });
  });

  it("can turn off reconciliation", () => {
    expect(readDurableConfig({ ...REQUIRED, CI_CALLBACK_RECONCILE: "off" }).reconcileTags).toBeUndefined();
  });

  it.each([
    [{ CI_CALLBACK_INBOX_BUCKET: "" }, /CI_CALLBACK_INBOX_BUCKET and CI_CALLBACK_INBOX_REGION must name the bucket/],
    [{ CI_CALLBACK_INBOX_PREFIX: "no-slash" }, /CI_CALLBACK_INBOX_PREFIX must be .* \(got "no-slash"\)/],
    [{ CI_CALLBACK_INBOX_PREFIX: "/a/" }, /CI_CALLBACK_INBOX_PREFIX must be/],
    [{ CI_CALLBACK_INBOX_PREFIX: "a b/" }, /CI_CALLBACK_INBOX_PREFIX must be/],
    [{ CI_CALLBACK_RETRY: "8" }, /CI_CALLBACK_RETRY must be JSON such as .* \(got "8"\)/],
    [{ CI_CALLBACK_RETRY: "{" }, /CI_CALLBACK_RETRY must be JSON/],
    [
      { CI_CALLBACK_RETRY: '{"maxAttempts":0}' },
      /maxAttempts in CI_CALLBACK_RETRY must be .* from 1 to 100 \(got "0"\)/,
    ],
    [{ CI_CALLBACK_RETRY: '{"firstDelay":{}}' }, /firstDelay in CI_CALLBACK_RETRY must be/],
    [{ CI_CALLBACK_SETTLE_MS: "-1" }, /CI_CALLBACK_SETTLE_MS must be a whole number from 0 to 5000 \(got "-1"\)/],
  ])("refuses %j", (variables, message) => {
    expect(() => readDurableConfig({ ...REQUIRED, ...variables })).toThrow(message);
  });
});
