import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCertificate } from "../../provider/plugin/certificate";
import { PLATFORM } from "../../harness/workspace";
import { EXHAUSTIVE } from "../support/exhaustive";
import { CORES, ENTRIES, install, packedOnce } from "./support";
import type { Core } from "./support";

const ROOT = join(__dirname, "../..");
const SEED = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"), "utf8");
const COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
const SECRET = "0123456789abcdef0123456789abcdef";

/** TypeScript 7. The test of a consumer's types compiles the declarations with TypeScript 5. */
const TSC = join(ROOT, "node_modules/typescript-native/bin/tsc");

/** The compiler takes long on slow machines. */
const TIMEOUT_MS = 90_000;

interface Configuration extends Record<"data" | "provider" | "output", unknown> {
  readonly resource: object;
  readonly terraform: { readonly backend?: unknown };
}

let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "install-test-"));
  const { unpacked } = await packedOnce();
  for (const core of CORES) {
    const main = join(install(unpacked, root, core), "main");
    const { code } = transformSync(readFileSync(`${main}.ts`, "utf8"), { loader: "ts", format: "cjs" });
    writeFileSync(`${main}.js`, code);
  }
}, TIMEOUT_MS);

afterAll(() => rmSync(root, { recursive: true, force: true }));

for (const core of CORES) {
  describe(`the package beside ${core} alone`, () => {
    // The files for cdktn are generated from those for cdktf.
    const repeated = core === "cdktn" ? EXHAUSTIVE : {};

    it("compiles a program, its own declarations included", { timeout: TIMEOUT_MS, ...repeated }, () => {
      const folder = join(root, core);
      const compilerOptions = {
        ...{ module: "node16", moduleResolution: "node16", target: "es2022", strict: true, skipLibCheck: false },
        ...{ types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")], preserveSymlinks: true, noEmit: true },
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.ts"] }));
      const { stdout } = spawnSync(process.execPath, [TSC, "--singleThreaded", "--pretty", "false", "--listFiles"], {
        cwd: folder,
        encoding: "utf8",
      });
      const lines = stdout.split("\n");
      const ofCore = `node_modules/${core}/`; // its own types are its own matter
      expect(lines.filter((line) => line.includes("error TS") && !line.includes(ofCore))).toEqual([]);
      expect(lines.some((line) => line.includes(ofCore) && line.endsWith(".d.ts"))).toBe(true);
      expect(lines.some((line) => line.includes("node_modules/cdktf-tencentcloud-ci/dist/"))).toBe(true);
    });

    it("synthesizes", () => {
      execFileSync(process.execPath, ["main.js"], { cwd: join(root, core), stdio: "pipe" });
      expect(Object.keys(configuration(core).resource)).toContain("tencentci_media_workflow");
    });

    it("installs a provider in the stack that answers Terraform", repeated, async () => {
      const plugins = join(root, core, "cdktf.out/stacks/media/terraform.d/plugins");
      const executable = find(plugins, new RegExp(`${PLATFORM}/terraform-provider-tencentci_v[\\d.]+$`));
      const env = {
        PATH: process.env["PATH"],
        TF_PLUGIN_MAGIC_COOKIE: COOKIE,
        PLUGIN_PROTOCOL_VERSIONS: "6",
        PLUGIN_CLIENT_CERT: createCertificate().cert,
      };
      const child = spawn(executable, [], { env, stdio: ["ignore", "pipe", "ignore"] });
      try {
        const line = await new Promise<string>((resolve, reject) => {
          child.stdout.on("data", (chunk: Buffer) => resolve(chunk.toString()));
          child.on("error", reject);
          child.on("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
        });
        expect(line).toMatch(/^1\|6\|tcp\|127\.0\.0\.1:\d+\|grpc\|[\w+/=]+\n$/);
      } finally {
        child.kill("SIGKILL");
      }
    });

    it("has a handler that accepts a callback", repeated, () => {
      const zip = unzipSync(readFileSync(find(join(root, core, "cdktf.out"), /\.zip$/)));
      writeFileSync(join(root, core, "function.js"), zip["index.js"]!);
      const event = { httpMethod: "POST", path: `/${SECRET}`, headers: {}, queryString: {}, body: SEED };
      const program = `require("./function").main_handler(${JSON.stringify(event)}, { request_id: "r" })
      .then((answer) => console.log(answer.statusCode, answer.body))`;
      const env = { PATH: process.env["PATH"], CI_CALLBACK_SECRETS: SECRET };
      const output = execFileSync(process.execPath, ["-e", program], { cwd: join(root, core), env, encoding: "utf8" });
      expect(output).toContain('"object":"');
      expect(output).toContain('200 {"status":"accepted"}');
    });
  });
}

it("synthesizes the same with either core", () => {
  expect(configuration("cdktn")).toEqual(configuration("cdktf"));
});

it.each(CORES)("names the missing package without %s", (core) => {
  const other = core === "cdktf" ? "cdktn" : "cdktf";
  const run = (): unknown =>
    execFileSync(process.execPath, ["-e", `require(${JSON.stringify(ENTRIES[core])}).CiCallbackPipeline`], {
      cwd: join(root, other),
      stdio: "pipe",
    });
  expect(run).toThrow(`Cannot find module '${core}'`);
});

/** The synthesized stack without the names of core and folder. */
function configuration(core: Core): Configuration {
  const file = join(root, core, "cdktf.out/stacks/media/cdk.tf.json");
  const { resource, data, provider, output, terraform } = JSON.parse(readFileSync(file, "utf8")) as Configuration;
  return { resource, data, provider, output, terraform: { ...terraform, backend: undefined } };
}

function find(folder: string, pattern: RegExp): string {
  const path = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .find((name) => pattern.test(name));
  if (!path) throw new Error(`${folder} must have a file like ${pattern.source}`);
  return path;
}
