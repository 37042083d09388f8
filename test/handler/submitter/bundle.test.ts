import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import type { main_handler } from "../../../handler/submitter";

/** Limits of the published file: jobs wait until it is loaded. */
const MAX_BYTES = 60_000;
const MAX_GZIP_BYTES = 22_000;

let directory: string;
let file: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "submitter-bundle-"));
  file = join(directory, "submitter.cjs");
  const { buildSubmitter } = await import("../../../scripts/build-handler.mjs");
  await buildSubmitter({ outfile: file });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const load = () => createRequire(__filename)(file) as { readonly main_handler: typeof main_handler };

function setEnvironment(variables: Record<string, string>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

it("stays within its size limits", () => {
  const bytes = readFileSync(file);
  expect(bytes.length).toBeLessThanOrEqual(MAX_BYTES);
  expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(MAX_GZIP_BYTES);
});

it("names a missing variable", async () => {
  setEnvironment({ TENCENTCLOUD_REGION: "ap-guangzhou", CI_CALLBACK_BUCKET: "media-1250000000" });
  await expect(load().main_handler({})).rejects.toThrow("CI_CALLBACK_UPLOAD_RULE must be set (got nothing)");
});

it("reports an event that is not from COS", async () => {
  setEnvironment({
    TENCENTCLOUD_REGION: "ap-guangzhou",
    CI_CALLBACK_BUCKET: "media-1250000000",
    CI_CALLBACK_UPLOAD_RULE: '{"prefix":"a/","extensions":[],"jobs":[],"format":"JSON","attempts":3}',
    CI_CALLBACK_RECORD_BUCKET: "record-1250000000",
    CI_CALLBACK_RECORD_PREFIX: "ci-uploads/",
    CI_CALLBACK_LOG_LEVEL: "error",
  });
  expect(await load().main_handler({ Type: "Timer" })).toEqual({ status: "error", error: "not an event of COS" });
});
