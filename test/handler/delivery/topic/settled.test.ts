import { describe, expect, it } from "vitest";
import { progressOf } from "../../../../handler/delivery/durable/entry";
import type { NewEntry } from "../../../../handler/delivery/durable/journal";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { reconcilingTopic } from "../../../../handler/delivery/topic/settled";
import { MemoryStore } from "../durable/memory-store";

const error = { name: "Error", message: "no" };
const claim: NewEntry = { kind: "claim", until: 1 };
const begin: NewEntry = { kind: "begin" };
const redrive: NewEntry = { kind: "redrive" };

/** Whether a callback with these entries and objects is settled. */
async function isSettled(entries: readonly NewEntry[], objects: readonly string[] = []): Promise<boolean> {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  let progress = progressOf([]);
  for (const entry of entries) progress = (await journal.append("k", progress, entry))!;
  for (const name of objects) store.write(name, "");
  return (await reconcilingTopic({ store, journal }).isSettled?.("k")) ?? false;
}

describe("a callback of a topic, during reconciliation", () => {
  it.each<[string, readonly NewEntry[]]>([
    ["it never arrived", []],
    ["its process died after the claim", [claim]],
    ["its process died in user code", [claim, begin]],
    ["it failed, and its process died before it was stored", [claim, begin, { kind: "failed", retryAt: 1, error }]],
    ["it is done and its process died before it was archived", [claim, begin, { kind: "done" }]],
    ["it was redriven, and the process that claimed it died", [claim, begin, { kind: "dead", error }, redrive, claim]],
    [
      "it was redriven, is done, and its process died before it was archived",
      [claim, begin, { kind: "dead", error }, redrive, claim, begin, { kind: "done" }],
    ],
    ["it is dead and its process died before it was archived", [claim, begin, { kind: "dead", error }]],
  ])("is open if %s", async (_, entries) => {
    expect(await isSettled(entries)).toBe(false);
  });

  it.each<[string, readonly NewEntry[], readonly string[]]>([
    ["done", [claim, begin, { kind: "done" }], ["done/k"]],
    ["dead", [claim, begin, { kind: "dead", error }], ["dead/k"]],
    ["purged by an operator", [claim, begin, { kind: "dead", error }, { kind: "purge" }], []],
    ["being redriven by an operator", [claim, begin, { kind: "dead", error }, redrive], []],
    ["redriven and in the inbox", [claim, begin, { kind: "dead", error }, redrive, claim], ["inbox/k~0004"]],
    ["dead again", [claim, begin, { kind: "dead", error }, redrive, { kind: "dead", error }], ["dead/k~0004"]],
  ])("is settled if it is %s", async (_, entries, objects) => {
    expect(await isSettled(entries, objects)).toBe(true);
  });
});
