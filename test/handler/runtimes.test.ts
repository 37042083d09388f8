import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleOptions } from "../../lib/code/bundle-options";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { versions } from "../../scripts/runtimes.json";
import { describeWith } from "../support/describe-with";
import { functionUrlEvent, SECRET, SEED } from "./support";

const ROOT = join(__dirname, "../..");
const BUCKET = "media-1250000000";

/** Uses parser, signer and transport, since each needs other parts of Node.js. */
const PROGRAM = `
import { defineHandler, shots } from "cdktf-tencentcloud-ci/handler";
const bucket = { bucket: "media-1250000000", region: "ap-guangzhou" };
export default defineHandler({
  onJob: {
    SplitVideoParts: async (job, ctx) => {
      await ctx.ci.putObject("shots.json", JSON.stringify(shots(job)), { bucket });
      const stored = Buffer.from((await ctx.ci.getObject("shots.json", bucket)) ?? []).toString();
      if (JSON.parse(stored).length !== shots(job).length) throw new Error("not what was stored: " + stored);
    },
  },
});`;

/** Loads the file in its argument and calls it with each event of standard input, as the platform does. */
const CALLER = `
const { main_handler } = require(process.argv[2]);
(async () => {
  const answers = [];
  for (const event of JSON.parse(require("fs").readFileSync(0, "utf8"))) {
    answers.push(await main_handler(event, { request_id: "r" }).catch((error) => ({ error: String(error) })));
  }
  process.stdout.write("\\n" + JSON.stringify(answers));
})();`;

let folder: string;
let cloud: LocalCloud;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "runtimes-"));
  writeFileSync(join(folder, "program.ts"), PROGRAM);
  writeFileSync(join(folder, "caller.js"), CALLER);
  for (const durable of [false, true]) {
    const { outputFiles } = await build(bundleOptions({ file: join(folder, "program.ts"), durable }));
    writeFileSync(join(folder, durable ? "durable.js" : "inline.js"), outputFiles[0]!.contents);
  }
  cloud = await startLocalCloud({ buckets: [BUCKET, "inbox-1250000000"] });
});

afterAll(async () => {
  await cloud?.close();
  rmSync(folder, { recursive: true, force: true });
});

const programOf = (version: string): string =>
  join(ROOT, ".cache/runtimes", version, "node_modules", `node-${process.platform}-${process.arch}`, "bin/node");

/** The bundle's answer to each event on this version of Node.js. */
async function answersOf(version: string, bundle: string, settings: Record<string, string>): Promise<unknown[]> {
  const { secretId, secretKey } = cloud.credential;
  const env = {
    ...{ TENCENTCLOUD_SECRETID: secretId, TENCENTCLOUD_SECRETKEY: secretKey, TENCENTCI_ENDPOINT: cloud.url },
    ...{ CI_CALLBACK_SECRETS: SECRET, CI_CALLBACK_BUCKET: BUCKET, CI_CALLBACK_REGION: "ap-guangzhou", ...settings },
  };
  const running = promisify(execFile)(programOf(version), [join(folder, "caller.js"), join(folder, bundle)], { env });
  const events = [SEED.xml, SEED.json, "<Response>", "no callback"].map((body) => functionUrlEvent(body));
  running.child.stdin!.end(JSON.stringify(events));
  const { stdout } = await running;
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as unknown[];
}

const ANSWERS = [200, 200, 400, 400].map((statusCode) => expect.objectContaining({ statusCode }) as unknown);

for (const version of versions) {
  const missing = (): string | undefined =>
    existsSync(programOf(version)) ? undefined : `Node.js ${version} is not in .cache/runtimes: npm run runtimes`;
  describeWith({ name: "runtimes", missing, timeoutMs: 60_000 }, `the bundle on Node.js ${version}`, () => {
    it("parses callbacks and runs user code, which calls COS", async () => {
      expect(await answersOf(version, "inline.js", {})).toEqual(ANSWERS);
    });

    it("stores callbacks of durable delivery", async () => {
      const settings = { CI_CALLBACK_DELIVERY: "receiver", CI_CALLBACK_INBOX_BUCKET: "inbox-1250000000" };
      const inbox = { CI_CALLBACK_INBOX_REGION: "ap-guangzhou", CI_CALLBACK_INBOX_PREFIX: "in/" };
      expect(await answersOf(version, "durable.js", { ...settings, ...inbox })).toEqual(ANSWERS);
    });
  });
}

it.each(["index", "durable", "submitter"])("%s.js uses nothing newer than Node.js 16.13", (name) => {
  const code = readFileSync(join(ROOT, `dist/handler/${name}.js`), "utf8");
  const newer = [
    ...[
      /\bstructuredClone\(/,
      /\bObject\.groupBy\(/,
      /\bfetch\(/,
      /\bPromise\.withResolvers\(/,
      /\bArray\.fromAsync\(/,
    ],
    ...[
      /\.(findLast|findLastIndex|toSorted|toReversed|toSpliced|isWellFormed)\(/,
      /\bAbortSignal\.(any|timeout)\(/,
      /\bURL\.canParse\(/,
    ],
    ...[/\bimport\.meta\b/, /\bSymbol\.asyncDispose\b/, /\.hash\("sha/],
  ];
  expect(newer.filter((pattern) => pattern.test(code)).map(String)).toEqual([]);
});
