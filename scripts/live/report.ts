/** The report of a live run: JSON, and the same as a page by open points. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, ScenarioResult } from "./context";

const ROOT = join(__dirname, "../..");

/** An open point of docs/open-points.md. */
export interface OpenPoint {
  readonly name: string;
  readonly question: string;
  readonly assumed: string;
}

export interface LiveReport {
  readonly date: string;
  /** True if the endpoint is a simulation, not Tencent Cloud. */
  readonly simulation: boolean;
  readonly region: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly scenarios: readonly (Omit<ScenarioResult, "records" | "findings"> & {
    readonly calls: number;
    readonly findings: number;
  })[];
  readonly points: readonly (OpenPoint & Omit<Finding, "name">)[];
  /** Measurements besides the open points. */
  readonly measured: readonly Finding[];
  /** What remains; empty after a clean run. */
  readonly left: readonly string[];
  readonly interrupted: boolean;
}

/** Why this run skips a point. */
const NEEDS_CKAFKA = "it needs a CKafka instance, which costs money by the month: --ckafka names one";
const NOT_TRIED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["body", "key", "role", "region", "desc", "group"].map((topic) => [`queue-${topic}`, NEEDS_CKAFKA]),
  ),
  "gateway-retired": "it needs an account that has API Gateway",
  "url-used": "it needs a custom domain of yours",
  "scf-node": "it needs a function with asynchronous execution",
};

export function openPoints(): OpenPoint[] {
  const page = readFileSync(join(ROOT, "docs/open-points.md"), "utf8");
  const rows = page.matchAll(/^\| `([a-z-]+)` +\| ([^|]+)\| ([^|]+)\|/gm);
  return [...rows].map(([, name = "", question = "", assumed = ""]) => ({
    ...{ name, question: question.trim(), assumed: assumed.trim() },
  }));
}

/** All open points with their findings, and the other findings. */
export function sortFindings(findings: readonly Finding[]): Pick<LiveReport, "points" | "measured"> {
  const points = openPoints();
  const answered = points.map((point) => {
    const found = findings.find(({ name }) => name === point.name);
    const finding = found ?? { notTried: NOT_TRIED[point.name] ?? "this run has no trial for it" };
    return { ...finding, ...point };
  });
  return { points: answered, measured: findings.filter(({ name }) => !points.some((point) => point.name === name)) };
}

/** Writes `<date>.json` and `<date>.md`; returns their paths. Secrets are redacted everywhere. */
export function writeReport(folder: string, report: LiveReport, secrets: readonly string[]): string[] {
  mkdirSync(folder, { recursive: true });
  const clean = (text: string): string =>
    secrets.filter(Boolean).reduce((before, secret) => before.replaceAll(secret, "[…]"), text);
  return [
    ["json", `${JSON.stringify(report, undefined, 2)}\n`],
    ["md", pageOf(report)],
  ].map(([extension, text = ""]) => {
    const path = join(folder, `${report.date}.${extension}`);
    writeFileSync(path, clean(text));
    return path;
  });
}

function pageOf({
  date,
  simulation,
  region,
  versions,
  scenarios,
  points,
  measured,
  left,
  interrupted,
}: LiveReport): string {
  const tools = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# Live run of ${date}`,
    simulation
      ? "**This is a simulation.** The run was made against the local cloud. It shows that `npm run live` works, and says nothing about Tencent Cloud."
      : "The run was made against Tencent Cloud with a real account.",
    `Region ${region}; ${tools.join(", ")}.${interrupted ? " **The run was interrupted**: what is missing was not tried." : ""}`,
    "## Pipelines",
    table(
      ["Pipeline", "Resources", "Apply", "Second plan", "First callback", "Calls", "Destroyed", "Result"],
      scenarios.map((scenario) => [
        scenario.name,
        String(scenario.resources),
        seconds(scenario.applySeconds),
        scenario.isSecondPlanEmpty === undefined ? "–" : scenario.isSecondPlanEmpty ? "empty" : "changes",
        seconds(scenario.callbackSeconds),
        String(scenario.calls),
        scenario.isDestroyed ? "yes" : "**no**",
        scenario.isOk ? "✓" : `✗ ${(scenario.error ?? "the second plan has changes").split("\n")[0]}`,
      ]),
    ),
    left.length === 0 ? "Nothing is left." : `**Left behind:** ${left.join("; ")}.`,
    "## Open points",
    "The names are those of [open points](../open-points.md).",
    table(
      ["Point", "Question", "Assumed", "Answer", "As assumed"],
      points.map((point) => [
        `\`${point.name}\``,
        point.question,
        point.assumed,
        answerOf(point),
        verdict(point.isAsAssumed),
      ]),
    ),
    "## Measured besides",
    table(
      ["What", "Answer", "As assumed"],
      measured.map((finding) => [`\`${finding.name}\``, answerOf(finding), verdict(finding.isAsAssumed)]),
    ),
    "",
  ].join("\n\n");
}

function answerOf({ answer, notTried }: Partial<Finding>): string {
  return answer ?? `not tried: ${notTried}`;
}

function verdict(isAsAssumed: boolean | undefined): string {
  return isAsAssumed === undefined ? "–" : isAsAssumed ? "yes" : "**no**";
}

function seconds(value: number | undefined): string {
  return value === undefined ? "–" : `${value} s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
