import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { startLocalCloud } from "../local/cloud";
import type { LocalCloud } from "../local/cloud";
import { createCertificate } from "../provider/plugin/certificate";
import { PROVIDER_SOURCE } from "../provider/schema";
import { readOptions } from "../scripts/options";
import { TerraformWorkspace } from "../harness/workspace";
import { report } from "./figures";

const USAGE = `Measures the provider tencentci: from start to handshake, and plans of 1 and of 50 workflows by Terraform itself,
against the local cloud.

  npm run bench:provider [-- --json]

Exit code 1 when a target is missed.`;

const options = readOptions(USAGE, { json: { type: "boolean" } });

const ROOT = join(__dirname, "..");
const EXECUTABLE = join(ROOT, "dist/provider/terraform-provider-tencentci");
const STARTS = 7;
/** The best of fewer plans differs by several hundredths between runs. */
const PLANS = 15;
const MANY = 50;

async function main(): Promise<void> {
  if (!existsSync(EXECUTABLE)) throw new Error(`${EXECUTABLE} is missing: npm run build`);
  const handshake = await times(STARTS, startToHandshake);
  const [single, many] = await plans([1, MANY]);
  report(
    [
      { name: "start to handshake", value: Math.min(...handshake), unit: "ms", target: 200, detail: spread(handshake) },
      { name: "plan of 1 workflow", value: Math.min(...single), unit: "ms", detail: spread(single) },
      {
        ...{
          name: `plan of ${MANY} workflows`,
          value: Math.min(...many) / Math.min(...single),
          unit: "×",
          target: 1.3,
        },
        detail: `${Math.min(...many).toFixed(0)} ms against ${Math.min(...single).toFixed(0)} ms (1 workflow)`,
      },
    ],
    options,
  );
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

/** Milliseconds of plans for these numbers of workflows. The plans take turns, so a disturbance affects both. */
async function plans(counts: readonly [number, number]): Promise<[number[], number[]]> {
  const cloud = await startLocalCloud({ buckets: counts.map(bucketOf) });
  const applied: TerraformWorkspace[] = [];
  try {
    for (const count of counts) applied.push(await appliedTo(cloud, count));
    const results: [number[], number[]] = [[], []];
    for (let run = 0; run < PLANS; run++) {
      for (const [index, terraform] of applied.entries()) results[index]!.push(await timeOfPlan(terraform));
    }
    return results;
  } finally {
    for (const terraform of applied) await terraform.remove();
    await cloud.close();
  }
}

async function appliedTo(cloud: LocalCloud, count: number): Promise<TerraformWorkspace> {
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
  for (const step of [() => terraform.init(), () => terraform.apply(), () => terraform.plan()]) {
    const { code, text } = await step(); // the plan warms the file cache
    if (code !== 0) throw new Error(text);
  }
  return terraform;
}

async function timeOfPlan(terraform: TerraformWorkspace): Promise<number> {
  const start = performance.now();
  const { code, text } = await terraform.plan();
  if (code !== 0) throw new Error(`the plan must show no changes (got status ${code}): ${text}`);
  return performance.now() - start;
}

const bucketOf = (count: number): string => `bench-${count}-1250000000`;

const configuration = (count: number): string => `
terraform {
  required_providers {
    tencentci = { source = "${PROVIDER_SOURCE}" }
  }
}
resource "tencentci_media_service" "this" {
  bucket = "${bucketOf(count)}"
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
  return results;
}

function spread(times: readonly number[]): string {
  return `best of ${times.length}, the worst ${Math.max(...times).toFixed(0)} ms`;
}

void main();
