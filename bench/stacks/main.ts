import { readOptions, wholeNumber } from "../../scripts/options";
import { configurationOf, SINGLE_CHANGES } from "./changes";
import type { Changes } from "./changes";
import { largerLives } from "./larger";
import { live } from "./life";
import type { FailedStep } from "./life";
import { Random } from "../chaos/random";
import { everyPair, walksOf } from "./pairs";
import { FAULTS } from "./world";

const USAGE = `Applies one configuration of a stack over another, on the local cloud with Terraform itself: every pair of
configurations that differ in one property, then random ones that differ in several. No plan may have a cycle or turn out
inconsistent, every second plan must be empty, and destroy must leave nothing behind.

  npm run fuzz:stacks                              every pair, and 200 random lives of two to four configurations
  npm run fuzz:stacks -- --pairs 100 --larger 0    that many pairs, chosen at random, and no larger ones
  npm run fuzz:stacks -- --seed 42                 the same random ones again
  npm run fuzz:stacks -- --life 'alias=other > alias=$LATEST secret=rotated > base'
                                                   one life: configurations in order, each a list of changes
  npm run fuzz:stacks -- --jobs 4                  that many at a time; 2 unless told otherwise
  npm run fuzz:stacks -- --json                    the figures as JSON

Exit code 1 when something does not hold, with the life that repeats it.`;

const STEPS_PER_WALK = 20;
const BASE_NAME = "base";

const values = readOptions(USAGE, {
  pairs: { type: "string" },
  larger: { type: "string", default: "200" },
  seed: { type: "string", default: String(Date.now() % 1e9) },
  life: { type: "string" },
  jobs: { type: "string", default: "2" },
  json: { type: "boolean", default: false },
});

interface Total {
  readonly seed: number;
  readonly lives: number;
  steps: number;
  refused: number;
  seconds: number;
  readonly failures: (FailedStep & { readonly replay: string })[];
}

async function main(): Promise<void> {
  const seed = wholeNumber(USAGE, "seed", values.seed, 0);
  const jobs = wholeNumber(USAGE, "jobs", values.jobs);
  const lives = values.life === undefined ? chosenLives(seed) : [parseLife(values.life)];
  const total: Total = { seed, lives: lives.length, steps: 0, refused: 0, seconds: 0, failures: [] };

  const started = performance.now();
  const next = lives.entries();
  const work = async (): Promise<void> => {
    for (const [, life] of next) {
      const { steps, refused, failures } = await live(life);
      total.steps += steps;
      total.refused += refused;
      total.failures.push(...failures.map((failure) => ({ ...failure, replay: replayOf(failure) })));
      for (const failure of failures) console.error(tell(failure));
      total.seconds = Math.round((performance.now() - started) / 1000);
      console.error(`${total.steps} steps, ${total.failures.length} failed, ${total.seconds} s`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));

  if (values.json) console.log(JSON.stringify(total, undefined, 2));
  else report(total);
  if (total.failures.length > 0) process.exitCode = 1;
}

/** Every pair of single changes or a part of them, then the larger lives. */
function chosenLives(seed: number): readonly (readonly Changes[])[] {
  const pairs = everyPair<Changes>([[], ...SINGLE_CHANGES]);
  const count = values.pairs === undefined ? pairs.length : wholeNumber(USAGE, "pairs", values.pairs, 0);
  return [
    ...walksOf(count < pairs.length ? chosen(pairs, count, seed) : pairs, STEPS_PER_WALK),
    ...largerLives(wholeNumber(USAGE, "larger", values.larger, 0), seed),
  ];
}

function chosen<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = new Random(seed);
  const rest = [...items];
  return Array.from({ length: count }, () => rest.splice(random.between(0, rest.length - 1), 1)[0]!);
}

function parseLife(text: string): Changes[] {
  const life = text.split(">").map((step) => step.split(/\s+/).filter((name) => name !== "" && name !== BASE_NAME));
  for (const changes of life) configurationOf(changes); // throws at a name that is none
  return life;
}

function nameOf(changes: Changes): string {
  return changes.join(" ") || BASE_NAME;
}

function replayOf({ from, to }: FailedStep): string {
  const life = [from, to].flatMap((changes) => (changes ? [nameOf(changes)] : [])).join(" > ");
  return `npm run fuzz:stacks -- --life '${life}'`;
}

function tell(failure: FailedStep): string {
  return `${failure.fault}: ${failure.detail}\n  repeat it: ${replayOf(failure)}`;
}

function report({ failures, ...figures }: Total): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${value}`);
  for (const fault of FAULTS) {
    console.log(`${fault.padEnd(18)} ${failures.filter((failure) => failure.fault === fault).length}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
