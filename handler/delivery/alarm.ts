import type { Call } from "../call";
import { remainingTime } from "../context";
import type { DeadCallback } from "./durable/worker";

/**
 * Time limit of the user's alarm; half of the function's remaining time, if that is shorter. A slower alarm is
 * abandoned.
 */
const MAX_ALARM_MS = 10_000;

/**
 * Writes one log line to raise an alarm on, and calls the user's alarm. Neither may prevent the callback's archiving.
 */
export async function raiseAlarm(
  dead: DeadCallback,
  call: Call,
  onDead: ((dead: DeadCallback) => unknown) | undefined,
): Promise<void> {
  call.log.error("callback dead", { ...dead });
  const ms = Math.min(MAX_ALARM_MS, remainingTime(call.scf, call.startedAt) / 2);
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeUp = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`onDead must end within ${ms / 1000} s (got no end)`)), ms);
    });
    await Promise.race([onDead?.(dead), timeUp]);
  } catch (error) {
    call.log.error("onDead failed", { key: dead.key, error });
  } finally {
    clearTimeout(timer);
  }
}
