import { readOptions, wholeNumber } from "../../scripts/options";
import { KINDS, violationsOf } from "./invariants";
import type { Violation } from "./invariants";
import { simulate } from "./simulation";
import type { Sabotage } from "./schedule";

const USAGE = `Simulates durable delivery in thousands of random worlds with faults of every kind, and checks its guarantees in each.

  npm run chaos                          10,000 worlds
  npm run chaos -- --seeds 500           that many
  npm run chaos -- --first 9501          from this seed up to the 10,000th; with --seeds that many
  npm run chaos -- --seed 42 --trace     one of them, event by event
  npm run chaos -- --topic               callbacks come through a CKafka topic instead of a URL
  npm run chaos -- --without-claim       shows that the check can fail (also --without-settling, --without-sweeper,
                                         --without-checksum, --without-confirmation, --without-expiry, and with
                                         --topic --without-outcome)
  npm run chaos -- --json                the figures as JSON
  npm run chaos -- --steps               how often each step ran, and how often a process died in it`;

const DEFAULT_WORLDS = 10_000;
const SHOWN_FAILURES = 5;

const SWITCHES = [
  ...(["without-claim", "without-settling", "without-sweeper"] as const),
  ...(["without-checksum", "without-confirmation", "without-expiry", "without-outcome", "topic"] as const),
] as const;

interface Failure {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly replay: string;
}

const values = readOptions(USAGE, {
  seeds: { type: "string" },
  seed: { type: "string" },
  first: { type: "string", default: "1" },
  trace: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  steps: { type: "boolean", default: false },
  "without-claim": { type: "boolean", default: false },
  "without-settling": { type: "boolean", default: false },
  "without-sweeper": { type: "boolean", default: false },
  "without-checksum": { type: "boolean", default: false },
  "without-confirmation": { type: "boolean", default: false },
  "without-expiry": { type: "boolean", default: false },
  "without-outcome": { type: "boolean", default: false },
  topic: { type: "boolean", default: false },
});

async function main(): Promise<void> {
  const sabotage: Sabotage = {
    withoutClaim: values["without-claim"],
    withoutSettling: values["without-settling"],
    withoutSweeper: values["without-sweeper"],
    withoutChecksum: values["without-checksum"],
    withoutConfirmation: values["without-confirmation"],
    withoutExpiry: values["without-expiry"],
    withoutOutcome: values["without-outcome"],
  };
  const switches = SWITCHES.filter((name) => values[name])
    .map((name) => ` --${name}`)
    .join("");
  const single = values.seed === undefined ? undefined : wholeNumber(USAGE, "seed", values.seed, 0);
  const first = single ?? wholeNumber(USAGE, "first", values.first, 0);
  const usual = Math.max(1, DEFAULT_WORLDS + 1 - first);
  const worlds = single === undefined ? wholeNumber(USAGE, "seeds", values.seeds ?? String(usual)) : 1;
  const isTraced = values.trace || values.seed !== undefined;

  const started = performance.now();
  const failures: Failure[] = [];
  const total = {
    callbacks: 0,
    accepted: 0,
    runs: 0,
    processes: 0,
    deaths: 0,
    redrives: 0,
    done: 0,
    dead: 0,
    alarms: 0,
    moments: 0,
  };
  const steps = new Map<string, { hits: number; deaths: number }>();
  const hit = (step: string, isDeath: boolean): void => {
    const known = steps.get(step) ?? { hits: 0, deaths: 0 };
    known[isDeath ? "deaths" : "hits"]++;
    steps.set(step, known);
  };
  const trace = isTraced && !values.json ? (line: string) => console.log(line) : undefined;
  for (let index = 0; index < worlds; index++) {
    const seed = first + index;
    const world = await simulate(seed, sabotage, { trace, hit, isTopic: values.topic });
    const violations = violationsOf(world);
    if (violations.length > 0) {
      failures.push({ seed, violations, replay: `npm run chaos -- --seed ${seed}${switches}` });
    }
    const entries = [...world.journals.values()];
    total.callbacks += world.schedule.jobs.length;
    total.accepted += world.records.accepted.size;
    total.runs += world.records.runs.length;
    total.processes += world.processes;
    total.deaths += world.deaths;
    total.moments += world.steps;
    for (const count of world.records.alarms.values()) total.alarms += count;
    total.redrives += entries.flat().filter(({ kind }) => kind === "redrive").length;
    total.done += entries.filter((list) => list.at(-1)?.kind === "done").length;
    total.dead += entries.filter((list) => list.at(-1)?.kind === "dead").length;
    if (worlds > 1) progress(index + 1, worlds, failures.length, started);
  }

  const broken = failures.flatMap(({ violations }) => violations);
  const counts = KINDS.map((kind) => [kind, broken.filter((violation) => violation.kind === kind).length] as const);
  const result = {
    worlds,
    ...total,
    ...Object.fromEntries(
      counts.map(([kind, count]) => [kind.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()), count]),
    ),
    failedWorlds: failures.length,
    seconds: Number(((performance.now() - started) / 1000).toFixed(1)),
    ...(values.steps && { steps: Object.fromEntries([...steps].sort()) }),
    failures: failures.slice(0, SHOWN_FAILURES),
  };
  if (values.json) console.log(JSON.stringify(result, undefined, 2));
  else report(result);
  if (failures.length > 0) process.exitCode = 1;
}

interface Report {
  readonly failures: readonly Failure[];
  readonly steps?: Readonly<Record<string, { readonly hits: number; readonly deaths: number }>>;
}

function report({ failures, steps = {}, ...figures }: Report & Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(14)} ${String(value)}`);
  for (const [step, { hits, deaths }] of Object.entries(steps)) {
    console.log(`${step.padEnd(30)} ${String(hits).padStart(9)} times, ${String(deaths).padStart(6)} deaths`);
  }
  for (const { seed, violations, replay } of failures) {
    console.log(`\nworld ${seed} violates a guarantee:`);
    for (const { kind, message } of violations) console.log(`  ${kind}: ${message}`);
    console.log(`  replay it: ${replay}`);
  }
}

let shown = -1;

function progress(done: number, all: number, failed: number, started: number): void {
  const percent = Math.floor((done / all) * 100);
  if (percent === shown) return;
  shown = percent;
  const left = ((performance.now() - started) / done) * (all - done);
  const line = `${percent} % of ${all} worlds, ${failed} failed, ${Math.round(left / 1000)} s left`;
  process.stderr.write(
    process.stderr.isTTY ? `\r${line}   ${done === all ? "\n" : ""}` : percent % 10 === 0 ? `${line}\n` : "",
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
