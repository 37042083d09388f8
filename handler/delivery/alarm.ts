import type { Call } from "../call";
import { remainingTime } from "../context";
import type { DeadCallback } from "./durable/worker";

/** Time for the user's alarm, or half of what is left of the function's. What waits for longer is not waited for. */
const MAX_ALARM_MS = 10_000;

/** One line to raise an alarm on, and the user's own. Neither may keep the callback from being put away. */
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
