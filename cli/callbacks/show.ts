import type { Entry, Failure } from "../../handler/delivery/durable/entry";
import { describeCallback } from "../../handler/delivery/durable/operations";
import type { Described } from "../../handler/delivery/durable/operations";
import { UsageError } from "../errors";
import type { Options } from "./options";
import type { Output, Words } from "../output";
import { visible } from "../../api/visible";

export async function show({ words, store, journal }: Options, output: Output): Promise<number> {
  const [key, ...rest] = words;
  if (key === undefined || rest.length > 0) throw new UsageError("show takes one key, as list prints it");
  const described = await describeCallback(store, journal, key);
  if (!described) {
    const error = `No callback has the key ${key}`;
    output.failure({ key, result: "failed", error }, error);
    return 1;
  }
  const { places, head, entries, problems } = described;
  const body = Buffer.from(described.body).toString("utf8");
  output.result({ key, places, head, entries, problems, body }, textOf(described, body));
  return 0;
}

function textOf({ key, places, head, entries, problems }: Described, body: string): Words {
  const error = head?.outcome?.error;
  const from = head ? `${head.source}, ${iso(head.receivedAt)}` : "unknown: no complete callback can be read";
  return [
    `key       ${key}`,
    `in        ${places.join(", ")}`,
    `from      ${from}`,
    ...(error ? [`error     ${nameOf(error)}`] : []),
    ...problems.map((problem) => `unread    ${problem}`),
    "",
    ...entries.map((entry) => `${String(entry.slot).padStart(4)}  ${describe(entry)}`),
    "",
    ...body.split("\n"),
  ];
}

function describe(entry: Entry): string {
  const at = iso(entry.at);
  switch (entry.kind) {
    case "claim":
      return `${at}  claimed until ${iso(entry.until)}`;
    case "begin":
      return `${at}  user code begins`;
    case "split":
      return `${at}  ${entry.parts} jobs split off`;
    case "failed":
      return `${at}  failed, again at ${iso(entry.retryAt)}: ${nameOf(entry.error)}`;
    case "dead":
      return `${at}  given up: ${nameOf(entry.error)}`;
    case "done":
      return `${at}  done${entry.unrouted ? ", unrouted: no route of the handler accepts it" : ""}`;
    case "redrive":
      return `${at}  redriven`;
    case "purge":
      return `${at}  purged from the dead letters`;
  }
}

/** The stored value may be any number. */
function iso(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/** Formats a text on one line, whatever it contains. */
function nameOf({ name, message }: Failure): string {
  return visible(`${name}: ${message}`);
}
