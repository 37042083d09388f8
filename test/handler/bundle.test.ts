import { deepStrictEqual } from "node:assert";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Handler from "../../handler";
import { parseCallback } from "../../handler";
import { jobModel, toXml } from "./callback/model";
import { samples } from "./callback/samples";
import { SEED } from "./support";

/** Ceilings of the published files, minified: a function loads one of them at every cold start. */
const MAX_BYTES = 90_000;
const MAX_GZIP_BYTES = 30_000;
const MAX_DURABLE_BYTES = 117_500;
const MAX_DURABLE_GZIP_BYTES = 43_000;

let directory: string;
let file: string;
let bundled: typeof Handler;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "handler-bundle-"));
  file = join(directory, "handler.cjs");
  const { buildHandler } = await import("../../scripts/build-handler.mjs");
  await buildHandler({ outfile: file });
  bundled = createRequire(__filename)(file) as typeof Handler;
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("the published handler", () => {
  it("is small", () => {
    const bytes = readFileSync(file);
    expect(bytes.length).toBeLessThanOrEqual(MAX_BYTES);
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(MAX_GZIP_BYTES);
  });

  it("is small with durable delivery too", async () => {
    const outfile = join(directory, "durable.cjs");
    const { buildHandler } = await import("../../scripts/build-handler.mjs");
    await buildHandler({ durable: true, outfile });
    const bytes = readFileSync(outfile);
    expect(bytes.length).toBeLessThanOrEqual(MAX_DURABLE_BYTES);
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(MAX_DURABLE_GZIP_BYTES);
  });

  it("exports what the sources export", async () => {
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(await import("../../handler/index.js")).sort());
  });

  it("reads all samples as the sources do, although parts of the parser are left out", () => {
    for (const body of [SEED.xml, `<?xml version="1.0" encoding="UTF-8"?>\n${SEED.xml}`, SEED.json]) {
      deepStrictEqual(bundled.parseCallback(body), parseCallback(body));
    }
    for (const [tag, operation] of Object.entries(samples)) {
      const body = toXml(jobModel(tag, operation, { Message: "a & <b> 中 &#10; \u{1f600}" }));
      deepStrictEqual(bundled.parseCallback(body), parseCallback(body));
    }
  });

  it.each([
    `<!DOCTYPE a [<!ENTITY b "c">]>${SEED.xml}`,
    SEED.xml.replace("Success", "&bogus;"),
    SEED.xml.slice(0, 900),
  ])("refuses what the sources refuse, for the same reason", (body) => {
    const reason = (parse: typeof parseCallback): string => {
      try {
        return parse(body).type;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(reason(bundled.parseCallback)).toBe(reason(parseCallback));
    expect(() => bundled.parseCallback(body)).toThrow(bundled.CallbackParseError);
  });
});
