import type { Fault, FaultEffect } from "../faults";
import { InputError, number, oneOf, readFields, string } from "./input";
import type { Fields } from "./input";

const MAX_MATCH_CHARACTERS = 500;
const MAX_TIMES = 1_000_000;
const MAX_DELAY_MS = 600_000;

/** A fault in the page's format. */
export function readFault(fields: Fields): Fault {
  const match = string(fields, "match");
  if (match.length > MAX_MATCH_CHARACTERS || match.split("*").length > 10) {
    throw new InputError(`match must have at most ${MAX_MATCH_CHARACTERS} characters, 9 of them *`);
  }
  const chance = fields["chance"] ?? 1;
  if (typeof chance !== "number" || !(chance >= 0 && chance <= 1)) {
    throw new InputError("chance must be a number from 0 to 1");
  }
  return {
    match,
    skip: number(fields, "skip", 0, 0, MAX_TIMES),
    times: number(fields, "times", 1, 1, MAX_TIMES),
    chance,
    effect: readEffect(readFields(JSON.stringify(fields["effect"] ?? null))),
  };
}

function readEffect(fields: Fields): FaultEffect {
  const type = oneOf(fields, "type", ["drop", "answer", "delay", "repeat", "kill"]);
  switch (type) {
    case "drop":
      return { type };
    case "answer":
      return { type, status: number(fields, "status", 503, 200, 599) };
    case "delay":
      return { type, ms: number(fields, "ms", 1000, 1, MAX_DELAY_MS) };
    case "repeat":
      return { type, times: number(fields, "times", 2, 2, 100) };
    case "kill":
      return { type, when: oneOf(fields, "when", ["before", "after"]) };
  }
}
