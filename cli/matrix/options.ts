import { ARRIVALS, matrixCallbacks } from "../../local/inspector/matrix/cases";
import type { Arrival } from "../../local/inspector/matrix/cases";
import { readArgs } from "../args";
import { UsageError } from "../errors";
import { readNumber } from "../send/options";
import { didYouMean } from "../suggest";

/** Options of `matrix`. */
export interface MatrixCommandOptions {
  /** @default - all stacks of the app */
  readonly stack?: string;
  readonly callbacks: readonly string[];
  readonly arrivals: readonly Arrival[];
  /** From 1. */
  readonly pipeline: number;
  readonly buckets: readonly string[];
  /** File with values for resources that are only remembered. @default - `local-values.json` of the app, if it exists */
  readonly values?: string;
  readonly mustHaveRoutes: boolean;
  readonly isJson: boolean;
}

/** @throws UsageError */
export function readMatrixOptions(args: readonly string[]): MatrixCommandOptions {
  const { values, positionals } = readArgs(args, {
    callback: { type: "string", multiple: true, default: [] },
    arrival: { type: "string", multiple: true, default: [] },
    pipeline: { type: "string", default: "1" },
    bucket: { type: "string", multiple: true, default: [] },
    values: { type: "string" },
    "require-routes": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (positionals.length > 1) throw new UsageError(`matrix takes one stack (got ${positionals.join(" ")})`);
  return {
    stack: positionals[0],
    callbacks: readNames("--callback", values.callback, matrixCallbacks),
    arrivals: readNames("--arrival", values.arrival, ARRIVALS),
    pipeline: readNumber("--pipeline", values.pipeline),
    buckets: values.bucket,
    values: values.values,
    mustHaveRoutes: values["require-routes"],
    isJson: values.json,
  };
}

/** The elements of `known` that `names` selects, in the order of `known`; all of them if `names` is empty. */
function readNames<T extends string>(option: string, names: readonly string[], known: readonly T[]): readonly T[] {
  const wrong = names.find((name) => !known.includes(name as T));
  if (wrong !== undefined) {
    const list =
      known.length > 10
        ? "a callback that `send --list` names, NewerTag or WorkflowFinish"
        : `one of ${known.join(", ")}`;
    throw new UsageError(`${option} must be ${list} (got ${JSON.stringify(wrong)})${didYouMean(wrong, known)}`);
  }
  return names.length === 0 ? known : known.filter((name) => names.includes(name));
}
