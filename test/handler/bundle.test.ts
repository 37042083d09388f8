import { deepStrictEqual } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type * as Handler from "../../handler";
import { parseCallback } from "../../handler";
import { BUNDLE_BUDGETS, weigh } from "../../scripts/package/bundles";
import { jobModel, toXml } from "./callback/model";
import { samples } from "./callback/samples";
import { SEED } from "./support";

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
  it.each(BUNDLE_BUDGETS)(
    "is within its budget: $name",
    async ({ file: name, durable, queue, maxBytes, maxGzipBytes }) => {
      const outfile = join(directory, name.replace(".js", ".cjs"));
      const { buildHandler } = await import("../../scripts/build-handler.mjs");
      await buildHandler({ durable, queue, outfile });
      const { bytes, gzipBytes } = weigh(outfile);
      expect([Math.max(bytes, maxBytes), Math.max(gzipBytes, maxGzipBytes)]).toEqual([maxBytes, maxGzipBytes]);
    },
  );

  it("accepts no queue messages without the queue part, whatever the environment", async () => {
    vi.stubEnv("CI_CALLBACK_INGRESS", "queue");
    await expect(bundled.defineHandler({})({ Records: [] })).rejects.toThrow("CI_CALLBACK_SECRETS must hold");
    vi.unstubAllEnvs();
  });

  it("exports what the sources export", async () => {
    expect(Object.keys(bundled).sort()).toEqual(Object.keys(await import("../../handler/index.js")).sort());
  });

  it("parses all samples as the sources do, although parts of the parser are omitted", () => {
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
  ])("refuses the same bodies as the sources, with the same reason", (body) => {
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
