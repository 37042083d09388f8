import { afterEach, describe, expect, it, vi } from "vitest";
import { readConfig } from "../../../../handler/config";
import { openDurable } from "../../../../handler/delivery/durable/open";
import type { Routes } from "../../../../handler/dispatch";

const ENV = {
  CI_CALLBACK_BUCKET: "media-1250000000",
  CI_CALLBACK_REGION: "ap-guangzhou",
  CI_CALLBACK_INBOX_BUCKET: "inbox-1250000000",
  CI_CALLBACK_INBOX_REGION: "ap-guangzhou",
};

afterEach(() => vi.restoreAllMocks());

/** The log after a cold start of the sweeper. */
function start(routes: Routes, more: Readonly<Record<string, string>> = {}): string {
  let output = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((output += String(text)), true));
  const env = { ...ENV, ...more };
  openDurable("sweeper", { env, config: readConfig(env, { isCalled: false }), routes });
  return output;
}

describe("a sweeper that starts", () => {
  it("warns that no job is reconciled if only untyped routes accept jobs", () => {
    const line = start({ onOtherJob: () => {}, onFailedJob: () => {} });
    expect(line).toContain("CI lists jobs by their type, and no type is known");
    expect(line).toContain('"routes":["onOtherJob","onFailedJob"]');
  });

  it("warns of jobs that CI does not list", () => {
    const line = start({ onJob: { FileCompress: () => {}, Snapshot: () => {} } });
    expect(line).toContain('"tags":["FileCompress"]');
  });

  it.each<[string, Routes, Record<string, string>]>([
    ["a route names a type", { onJob: { Snapshot: () => {} }, onFailedJob: () => {} }, {}],
    ["a type is given", { onFailedJob: () => {} }, { CI_CALLBACK_RECONCILE: "Snapshot" }],
    ["CI is not to be asked", { onFailedJob: () => {} }, { CI_CALLBACK_RECONCILE: "off" }],
    ["no route takes jobs", { onWorkflow: () => {} }, {}],
  ])("does not warn if %s", (_, routes, env) => {
    expect(start(routes, env)).toBe("");
  });
});
