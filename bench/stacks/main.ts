import { readOptions, wholeNumber } from "../../scripts/options";
import { runSequence } from "./run-sequence";
import type { FailedStep } from "./run-sequence";
import { chosenSequences, parseSequence, stepsOf, textOf } from "./sequences";
import type { Choice, Sequence } from "./sequences";
import { runWithVendor } from "./vendor";
import { FAULTS, World } from "./world";

const USAGE = `Applies one configuration of a stack over another, on the local cloud with Terraform itself: every pair of
configurations that differ in one property, then random ones that differ in several. No plan may have a cycle or turn out
inconsistent, every second plan must be empty, and destroy must leave nothing behind.

  npm run fuzz:stacks                              every pair, and 200 random sequences of two to four configurations
  npm run fuzz:stacks -- --pairs 100 --larger 0    that many pairs, chosen at random, and no larger ones
  npm run fuzz:stacks -- --seed 42                 the same random sequences again
  npm run fuzz:stacks -- --minutes 8               begin no sequence after that time, and print the command that continues
  npm run fuzz:stacks -- --seed 42 --from 31       the same sequences from the 31st on
  npm run fuzz:stacks -- --life 'alias=other > alias=$LATEST secret=rotated > base'
                                                   one sequence: configurations in order, each a list of changes
  npm run fuzz:stacks -- --vendor --life 'base > ingress=cloudNativeGateway'
                                                   one sequence with the vendor's real provider, as npm run acceptance
                                                   runs examples; TENCENTCLOUD_PROVIDER_BIN names the provider
  npm run fuzz:stacks -- --jobs 4                  that many at a time   [2]
  npm run fuzz:stacks -- --json                    the figures as JSON

Exit code 0 when every check passes, also at the end of --minutes; 1 when one fails, with the sequence that repeats it;
130 after Ctrl-C, which removes what was deployed and prints the command that continues.`;

const INTERRUPTED = 130;

const values = readOptions(USAGE, {
  pairs: { type: "string" },
  larger: { type: "string", default: "200" },
  seed: { type: "string", default: String(Date.now() % 1e9) },
  from: { type: "string", default: "1" },
  minutes: { type: "string" },
  life: { type: "string" },
  vendor: { type: "boolean", default: false },
  jobs: { type: "string", default: "2" },
  json: { type: "boolean", default: false },
});

interface Total {
  readonly seed: number;
  /** Sequences that were completed. */
  lives: number;
  steps: number;
  refused: number;
  seconds: number;
  readonly failures: (FailedStep & { readonly replay: string })[];
  /** The command that runs the rest; undefined if there is none. */
  continue?: string;
}

async function main(): Promise<void> {
  if (values.vendor) {
    if (values.life === undefined) throw new Error("--vendor needs a --life");
    const holds = await runWithVendor(parseSequence(values.life), ({ name, ok, seconds, detail }) =>
      console.log(`${ok ? "ok    " : "FAILED"} ${seconds.toFixed(1).padStart(6)} s  ${name}: ${detail}`),
    );
    if (!holds) process.exitCode = 1;
    return;
  }
  const jobs = wholeNumber(USAGE, "jobs", values.jobs);
  const first = wholeNumber(USAGE, "from", values.from) - 1;
  const limit = values.minutes === undefined ? Infinity : wholeNumber(USAGE, "minutes", values.minutes) * 60;
  const choice: Choice = {
    seed: wholeNumber(USAGE, "seed", values.seed, 0),
    pairs: values.pairs === undefined ? undefined : wholeNumber(USAGE, "pairs", values.pairs, 0),
    larger: wholeNumber(USAGE, "larger", values.larger, 0),
  };
  const sequences = values.life === undefined ? chosenSequences(choice) : [parseSequence(values.life)];
  const remaining = new Set(sequences.keys());
  for (let index = 0; index < first; index++) remaining.delete(index);
  const total: Total = { seed: choice.seed, lives: 0, steps: 0, refused: 0, seconds: 0, failures: [] };

  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 1000);
  const end = (): void => {
    total.seconds = seconds();
    const [next] = remaining;
    if (next !== undefined && values.life === undefined) total.continue = commandFrom(next + 1, choice, jobs);
    if (values.json) console.log(JSON.stringify(total, undefined, 2));
    else report(total);
  };
  let isStopping = false;
  const interrupt = async (): Promise<void> => {
    isStopping = true;
    console.error("Stopping; a second signal ends at once and leaves folders behind");
    await World.closeAll();
    end();
    process.exit(INTERRUPTED);
  };
  process.once("SIGINT", () => void interrupt()).once("SIGTERM", () => void interrupt());

  const todo = [...remaining].values();
  const work = async (): Promise<void> => {
    for (const index of todo) {
      if (isStopping || seconds() >= limit) return;
      const outcome = await runSequence(sequences[index]!).catch((error: unknown) => {
        if (!isStopping) throw error;
      });
      if (isStopping || !outcome) return; // a world that was closed during a step is not a failure
      remaining.delete(index);
      total.lives++;
      total.steps += outcome.steps;
      total.refused += outcome.refused;
      total.failures.push(...outcome.failures.map((failure) => ({ ...failure, replay: replayOf(failure) })));
      for (const failure of outcome.failures) console.error(reportFailure(failure));
      console.error(progress(total, sequences, remaining, seconds()));
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  if (isStopping) return;
  end();
  if (total.failures.length > 0) process.exitCode = 1;
}

/** Progress of the run, and the remaining time at the current speed. */
function progress(
  { steps, failures }: Total,
  sequences: readonly Sequence[],
  remaining: Set<number>,
  seconds: number,
): string {
  const rest = [...remaining].reduce((sum, index) => sum + stepsOf(sequences[index]!), 0);
  const left = steps === 0 ? "unknown" : `${Math.round((rest * seconds) / steps)} s`;
  const done = `${sequences.length - remaining.size} of ${sequences.length} sequences, ${steps} steps, ${failures.length} failed`;
  return `${done}, ${seconds} s, left: ${rest} steps, ${left}`;
}

function commandFrom(number: number, { seed, pairs, larger }: Choice, jobs: number): string {
  const options = [
    `--seed ${seed} --from ${number} --larger ${larger} --jobs ${jobs}`,
    ...(pairs === undefined ? [] : [`--pairs ${pairs}`]),
    ...(values.minutes === undefined ? [] : [`--minutes ${values.minutes}`]),
  ];
  return `npm run fuzz:stacks -- ${options.join(" ")}`;
}

function replayOf({ from, to }: FailedStep): string {
  return `npm run fuzz:stacks -- --life '${textOf([from, to].filter((changes) => changes !== undefined))}'`;
}

function reportFailure(failure: FailedStep): string {
  return `${failure.fault}: ${failure.detail}\n  repeat it: ${replayOf(failure)}`;
}

function report({ failures, continue: command, ...figures }: Total): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(18)} ${value}`);
  for (const fault of FAULTS) {
    console.log(`${fault.padEnd(18)} ${failures.filter((failure) => failure.fault === fault).length}`);
  }
  if (command !== undefined) console.log(`to continue        ${command}`);
}

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  await World.closeAll();
  process.exitCode = 2;
});
