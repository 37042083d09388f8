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
  const { places, head, entries } = described;
  const body = Buffer.from(described.body).toString("utf8");
  output.result({ key, places, head, entries, body }, textOf(described, body));
  return 0;
}

function textOf({ key, places, head, entries }: Described, body: string): Words {
  const { source, receivedAt, outcome } = head;
  const error = outcome?.error;
  return [
    `key       ${key}`,
    `in        ${places.join(", ")}`,
    `from      ${source}, ${new Date(receivedAt).toISOString()}`,
    ...(error ? [`error     ${nameOf(error)}`] : []),
    "",
    ...entries.map((entry, index) => `${String(index + 1).padStart(4)}  ${describe(entry)}`),
    "",
    ...body.split("\n"),
  ];
}

function describe(entry: Entry): string {
  const at = new Date(entry.at).toISOString();
  switch (entry.kind) {
    case "claim":
      return `${at}  claimed until ${new Date(entry.until).toISOString()}`;
    case "failed":
      return `${at}  failed, again at ${new Date(entry.retryAt).toISOString()}: ${nameOf(entry.error)}`;
    case "dead":
      return `${at}  given up: ${nameOf(entry.error)}`;
    case "done":
      return `${at}  done${entry.unrouted ? ", unrouted: no route of the handler took it" : ""}`;
    case "redrive":
      return `${at}  redriven`;
  }
}

/** In one line, whatever it says. */
function nameOf({ name, message }: Failure): string {
  return visible(`${name}: ${message}`);
}
