import type { ScfContext } from "../../../../handler/call";
import type { Config } from "../../../../handler/config";
import { createJournal } from "../../../../handler/delivery/durable/journal";
import { topicFunction } from "../../../../handler/delivery/topic/function";
import type { TopicFunctionOptions } from "../../../../handler/delivery/topic/function";
import { UserCode } from "../../../../handler/delivery/user-code";
import type { Routes } from "../../../../handler/dispatch";
import { MemoryStore } from "../durable/memory-store";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };
export const RETRY = { maxAttempts: 3, firstDelayMs: 30_000, maxDelayMs: 60_000 };
export const LIMITS: Config = {
  ...{ ...BUCKET, secrets: [], logLevel: "info", maxBodyBytes: 1_000_000, allowedCidrs: [], verify: false },
};

type Line = Readonly<Record<string, unknown>>;

/** A function that reads a topic. Its instances share the store, but not their memory. */
export function setUp(routes: Routes, more: Partial<TopicFunctionOptions> = {}) {
  const store = new MemoryStore();
  const journal = createJournal({ store, clock: store.clock, settleMs: 0 });
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (message: string, fields: object = {}) => {
      lines.push({ level, message, ...fields });
    };
  const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const instance = () => {
    const run = topicFunction({
      config: { inbox: BUCKET, prefix: "p/", retry: RETRY, settleMs: 0, slackMs: 30_000 },
      ...{ store, journal, clock: store.clock, userCode: new UserCode(LIMITS, routes), limits: LIMITS },
      ...more,
    });
    return (event: unknown, scf: ScfContext = { time_limit_in_ms: 30_000 }) =>
      run(event, { scf, startedAt: store.now, log });
  };
  return { store, instance, call: instance(), lines };
}

/** The event of the inbox's trigger for an object. */
export function inboxEvent(name: string): object {
  return { Records: [{ cos: { cosObject: { key: `/1250000000/media/p/${name}` } } }] };
}
