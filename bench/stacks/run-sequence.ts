/** Applies configurations of a stack one after the other, then destroys everything. */
import { ValidationError } from "../../lib";
import type { Changes } from "./changes";
import { ConditionRefusal, World } from "./world";
import type { Failure } from "./world";

/** A failed step and its previous configuration: `undefined` for the first apply. */
export interface FailedStep extends Failure {
  readonly from?: Changes;
  /** Undefined for destroy. */
  readonly to?: Changes;
}

/** Result of a sequence. */
export interface Outcome {
  /** Number of changes between configurations that were applied. */
  readonly steps: number;
  /** Configurations that synthesis or a condition of the stack refused; they were skipped. */
  readonly refused: number;
  readonly failures: readonly FailedStep[];
}

/** Runs a sequence. After a failure it continues in a new world with the configuration that failed. */
export async function runSequence(sequence: readonly Changes[]): Promise<Outcome> {
  const failures: FailedStep[] = [];
  let steps = 0;
  let refused = 0;
  let world = await World.open();
  try {
    for (const to of sequence) {
      const from = world.deployed;
      try {
        let failure = await world.apply(to);
        if (from) steps++;
        if (failure) failures.push({ ...failure, from, to });
        if (failure && from) {
          world = await reopen(world);
          failure = await world.apply(to);
          if (failure) failures.push({ ...failure, to });
        }
        if (failure) world = await reopen(world);
      } catch (error) {
        if (!(error instanceof ValidationError || error instanceof ConditionRefusal)) throw error;
        refused++;
      }
    }
    const from = world.deployed;
    const failure = await world.destroy();
    if (failure) failures.push({ ...failure, from });
    return { steps, refused, failures };
  } finally {
    await world.close();
  }
}

async function reopen(world: World): Promise<World> {
  await world.close();
  return World.open();
}
