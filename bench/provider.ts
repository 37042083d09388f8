import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { startLocalCloud } from "../local/cloud";
import { createCertificate } from "../provider/plugin/certificate";
import { PROVIDER_SOURCE } from "../provider/schema";
import { readOptions } from "../scripts/options";
import { TerraformWorkspace } from "../test/support/workspace";

const USAGE = `Measures the provider tencentci: from start to handshake, and plans of 1 and of 50 workflows by Terraform itself,
against the local cloud.

  npm run bench:provider [-- --json]

Exit code 1 when a target is missed.`;

const { json } = readOptions(USAGE, { json: { type: "boolean" } });

const ROOT = join(__dirname, "..");
const EXECUTABLE = join(ROOT, "dist/provider/terraform-provider-tencentci");
const BUCKET = "bench-1250000000";
const RUNS = 7;
const MANY = 50;

interface Figure {
  readonly name: string;
  /** Milliseconds; a plain number for a ratio. */
  readonly median: number;
  readonly min?: number;
  readonly max?: number;
  readonly target: string;
  readonly met: boolean;
}

async function main(): Promise<void> {
  if (!existsSync(EXECUTABLE)) throw new Error(`${EXECUTABLE} is missing: npm run build`);
  const handshake = await times(RUNS, startToHandshake);
  const one = await planOf(1);
  const many = await planOf(MANY);
  const ratio = median(many) / median(one);
  const figures: Figure[] = [
    { ...spread("start to handshake", handshake), target: "≤ 600 ms", met: median(handshake) <= 600 },
    { ...spread("plan of 1 workflow", one), target: "–", met: true },
    { ...spread(`plan of ${MANY} workflows`, many), target: "–", met: true },
    { name: `plan of ${MANY} ÷ plan of 1`, median: ratio, target: "≤ 1.5", met: ratio <= 1.5 },
  ];
  if (json) console.log(JSON.stringify({ node: process.version, figures }));
  else console.table(figures.map((figure) => ({ ...figure, median: Math.round(figure.median * 100) / 100 })));
  if (figures.some(({ met }) => !met)) process.exitCode = 1;
}

function startToHandshake(): Promise<number> {
  const start = performance.now();
  const child = spawn(EXECUTABLE, {
    env: {
      PATH: process.env["PATH"],
      TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
      PLUGIN_PROTOCOL_VERSIONS: "5,6",
      PLUGIN_CLIENT_CERT: createCertificate().cert,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => {
      child.kill();
      resolve(performance.now() - start);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the provider ended before its handshake (status ${code})`)));
  });
}

async function planOf(count: number): Promise<number[]> {
  const cloud = await startLocalCloud({ buckets: [BUCKET] });
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const terraform = await TerraformWorkspace.create({
    providers: [{ source: PROVIDER_SOURCE, version, executable: EXECUTABLE }],
    config: configuration(count),
    env: {
      TENCENTCI_ENDPOINT: cloud.url,
      TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
      TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
    },
  });
  try {
    for (const step of [await terraform.init(), await terraform.apply()]) {
      if (step.code !== 0) throw new Error(step.stdout + step.stderr);
    }
    return await times(RUNS, async () => {
      const start = performance.now();
      const { code, stdout, stderr } = await terraform.plan();
      if (code !== 0) throw new Error(`the plan must show no changes (got status ${code}): ${stdout}${stderr}`);
      return performance.now() - start;
    });
  } finally {
    await terraform.remove();
    await cloud.close();
  }
}

const configuration = (count: number): string => `
terraform {
  required_providers {
    tencentci = { source = "${PROVIDER_SOURCE}" }
  }
}
resource "tencentci_media_service" "this" {
  bucket = "${BUCKET}"
}
resource "tencentci_media_workflow" "this" {
  count  = ${count}
  bucket = tencentci_media_service.this.bucket
  name   = "wf-\${count.index}"
  topology = jsonencode({
    Dependencies = { Start = "Snapshot_1", Snapshot_1 = "End" }
    Nodes = {
      Start      = { Type = "Start", Input = { ObjectPrefix = "in/\${count.index}/" } }
      Snapshot_1 = { Type = "Snapshot", Operation = { TemplateId = "t1", Output = { Object = "out.jpg" } } }
    }
  })
}
`;

async function times(runs: number, measure: () => Promise<number>): Promise<number[]> {
  await measure(); // warms the file cache
  const results: number[] = [];
  for (let run = 0; run < runs; run++) results.push(await measure());
  return results.sort((a, b) => a - b);
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function spread(name: string, sorted: readonly number[]): Pick<Figure, "name" | "median" | "min" | "max"> {
  return { name, median: median(sorted), min: Math.round(sorted[0] ?? 0), max: Math.round(sorted.at(-1) ?? 0) };
}

void main();
