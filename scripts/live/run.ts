/** A whole live run, with its report. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { CiClient } from "../../api/client";
import { listObjects } from "../../api/objects";
import { callerOf } from "../../cli/account";
import { terraformOf } from "../../cli/local/tools";
import type { Finding, LiveContext, ScenarioResult } from "./context";
import { driveDurable, driveUploads, driveWorkflow } from "./durable";
import { driveInline } from "./inline";
import { driveKafka } from "./kafka";
import { leftovers, queuesNow } from "./leftovers";
import type { LiveOptions } from "./options";
import { askQuestions } from "./questions";
import { sortFindings, writeReport } from "./report";
import { runScenario } from "./scenarios";
import type { Drive } from "./scenarios";

const ROOT = join(__dirname, "../..");
const DRIVES: Readonly<Record<string, Drive>> = {
  inline: driveInline,
  durable: driveDurable,
  uploads: driveUploads,
  workflow: driveWorkflow,
  kafka: driveKafka,
};
const DEPLOY_ONLY: Drive = () => Promise.resolve({ findings: [] });

/** Returns the exit code. */
export async function runLive(
  options: LiveOptions,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  say: (line: string) => void,
  confirm: (live: LiveContext) => Promise<boolean>,
): Promise<number> {
  const { bucket, region } = options;
  const caller = callerOf(env);
  const { endpoint, agent } = caller;
  const id = Date.now().toString(36);
  const live: LiveContext = {
    client: new CiClient({ credentials: caller.credentials, endpoint, agent }),
    bucket: { bucket, region },
    ...{ id, prefix: `live/${id}/`, signal, say, secrets: new Set<string>() },
    isSimulation: endpoint !== undefined,
    patienceMs: (options.wait ?? (endpoint === undefined ? 300 : 2)) * 1000,
    env: {
      ...env,
      ...(options.ckafka && { LIVE_CKAFKA: options.ckafka }),
      LIVE_ID: id,
      CI_BUCKET: bucket,
      TENCENTCLOUD_REGION: region,
    },
  };
  await listObjects(live.client, live.bucket, { limit: 1 }); // checks key, bucket and region first
  if (!(await confirm(live))) return 2;

  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const runFolder = mkdtempSync(join(ROOT, ".cache", "live-"));
  say(`The states are in ${runFolder} until everything is destroyed.`);
  const before = await queuesNow(live);
  const scenarios: ScenarioResult[] = [];
  const findings: Finding[] = [];
  try {
    for (const name of [...options.only, ...(options.ckafka ? ["kafka"] : [])])
      scenarios.push(await runScenario(live, runFolder, name, DRIVES[name]!));
    for (const runtime of options.runtimes) {
      const name = `runtime-${runtime.toLowerCase().replace(/[^a-z0-9]/g, "-")}`;
      scenarios.push(await runScenario(live, runFolder, name, DEPLOY_ONLY, { LIVE_RUNTIME: runtime }));
    }
    say("asking questions of the API …");
    findings.push(...(await askQuestions(live, caller)));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  findings.push(...scenarios.flatMap((scenario) => scenario.findings), ...deploymentFindings(scenarios));
  say("looking for what is left …");
  const left = [
    ...scenarios.filter(({ isDestroyed }) => !isDestroyed).map(({ name }) => `resources of ${name}: see ${runFolder}`),
    ...(await leftovers(live, before)),
  ];
  if (left.length === 0) rmSync(runFolder, { recursive: true, force: true });
  const { secretId, secretKey, token = "" } = await caller.credentials();
  const account = [secretId, secretKey, token, endpoint ?? "", endpoint?.replace(/^https?:\/\//, "") ?? ""];
  // Longer secrets first: a bucket's name contains the APPID.
  const secrets = [...live.secrets, ...account, bucket, bucket.split("-").at(-1)!];
  const paths = writeReport(
    join(ROOT, options.out),
    {
      ...{
        date: new Date().toISOString().slice(0, 10),
        simulation: live.isSimulation,
        region,
        versions: versions(env),
      },
      scenarios: scenarios.map(summaryOf),
      ...sortFindings(findings),
      ...{ left, interrupted: signal.aborted },
    },
    secrets,
  );
  for (const path of paths) say(`Report: ${path}`);
  return left.length === 0 && !signal.aborted && scenarios.every(({ isOk }) => isOk) ? 0 : 1;
}

/** A scenario without its records, whose shapes are among the findings. */
function summaryOf({ records, findings, ...scenario }: ScenarioResult) {
  return { ...scenario, calls: records.length, findings: findings.length };
}

/** Findings from the deployments. */
function deploymentFindings(scenarios: readonly ScenarioResult[]): Finding[] {
  const workflow = scenarios.find(({ name }) => name === "workflow");
  const runtimes = scenarios.filter(({ name }) => name.startsWith("runtime-") || name === "inline");
  const accepted = runtimes.map(
    ({ name, resources }) => `${name === "inline" ? "the default" : name.slice(8)}: ${resources > 0 ? "yes" : "no"}`,
  );
  const kafka = scenarios.find(({ name }) => name === "kafka");
  const uploads = scenarios.find(({ name }) => name === "uploads");
  return [
    ...(runtimes.length > 0
      ? [
          {
            name: "runtime",
            answer: `Accepted: ${accepted.join("; ")}.`,
            isAsAssumed: runtimes.every(({ name, resources }) => name !== "inline" || resources > 0),
          },
        ]
      : []),
    ...(workflow
      ? [{ name: "workflow-read", answer: planAnswer(workflow), isAsAssumed: workflow.isSecondPlanEmpty === true }]
      : []),
    ...(kafka
      ? [{ name: "queue-desc", answer: planAnswer(kafka), isAsAssumed: kafka.isSecondPlanEmpty === true }]
      : []),
    ...(uploads
      ? [{ name: "retry-entries", answer: planAnswer(uploads), isAsAssumed: uploads.isSecondPlanEmpty === true }]
      : []),
  ];
}

function planAnswer({ isSecondPlanEmpty }: ScenarioResult): string {
  return isSecondPlanEmpty ? "The second plan was empty." : "The second plan was not empty, or was not reached.";
}

function versions(env: NodeJS.ProcessEnv): Record<string, string> {
  const terraform = terraformOf(env);
  const { terraform_version: terraformVersion } = JSON.parse(
    execFileSync(terraform, ["version", "-json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  ) as {
    terraform_version: string;
  };
  return { "cdktf-tencentcloud-ci": version, [terraform]: terraformVersion, "Node.js": process.versions.node };
}
