/** The `timeouts` block of a resource, and the deadline of an operation. */
import { withDeadline } from "../../api/deadline";
import { DiagnosticError, errorAt } from "./diagnostics";
import type { Diagnostic } from "./diagnostics";
import { isObject } from "./values";
import type { ObjectValue, Value } from "./values";

export const OPERATIONS = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Time limits of a resource type in Go's format: `5m`, `1h30m`. */
export type TimeLimits = Readonly<Record<Operation, string>>;

const UNITS_MS: Readonly<Record<string, number>> = {
  ...{ h: 3_600_000, m: 60_000, s: 1000, ms: 1 },
  ...{ us: 0.001, µs: 0.001, μs: 0.001, ns: 0.000_001 },
};
const DURATION = /^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/;
const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|μs|ns)/g;
/** The longest timer of Node.js, 24 days. */
const MAX_MS = 2 ** 31 - 1;

/** Milliseconds of a duration in Go's format; undefined for other texts. @see https://pkg.go.dev/time#ParseDuration */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  return [...text.matchAll(PART)].reduce((sum, [, number, unit]) => sum + Number(number) * UNITS_MS[unit!]!, 0);
}

/** An operation exceeded its time limit. */
export class TimeLimitError extends DiagnosticError {
  constructor(
    readonly operation: Operation,
    readonly limit: string,
    /** The unfinished work, such as `Binding CI to media-1250000000`. */
    private readonly doing?: string,
  ) {
    super({
      severity: "error",
      summary: `${doing ?? `The ${operation}`} did not end within ${limit}`,
      detail:
        `The time limit for ${operation} is ${limit}. A running operation may have completed; the next plan shows the rest. ` +
        `Run again, or set a longer limit: timeouts { ${operation} = "…" }.`,
    });
  }

  /** The same error with the unfinished work; the first caller is the most precise. */
  during(doing: string): TimeLimitError {
    return this.doing === undefined ? new TimeLimitError(this.operation, this.limit, doing) : this;
  }
}

/** Problems in a `timeouts` block. */
export function checkTimeouts(timeouts: Value): readonly Diagnostic[] {
  if (!isObject(timeouts)) return [];
  return Object.entries(timeouts).flatMap(([operation, text]) => {
    if (typeof text !== "string" || (parseDuration(text) ?? 0) > 0) return [];
    const rule = `timeouts.${operation} must be a duration above zero, such as 90s, 10m or 1h30m (got ${JSON.stringify(text)}).`;
    return [errorAt(["timeouts", operation], "Invalid time limit", rule)];
  });
}

/** Splits a value of a resource type into its own members and the `timeouts` block. */
export function splitTimeouts<T extends ObjectValue | null>(
  value: T,
): { readonly object: T; readonly timeouts: Value } {
  if (value === null) return { object: value, timeouts: null };
  const { timeouts = null, ...object } = value;
  return { object: object as T, timeouts };
}

/** Runs work with a time limit. `signal` stops it earlier. */
export async function withinLimit<T>(
  operation: Operation,
  timeouts: Value,
  defaults: TimeLimits | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  if (!defaults) return work(signal);
  const configured = isObject(timeouts) ? timeouts[operation] : null;
  const limit = typeof configured === "string" ? configured : defaults[operation];
  const milliseconds = Math.min(parseDuration(limit) ?? MAX_MS, MAX_MS);
  return withDeadline(milliseconds, signal, work, () => new TimeLimitError(operation, limit));
}
