import { skimCallback } from "../../callback/skim";
import type { Config } from "../../config";
import { HttpError } from "../../http/response";
import { readBody } from "../../received";
import { packEnvelope } from "../durable/envelope";
import { isJobsKey, keyOf } from "../durable/key";
import { inboxName } from "../durable/names";
import { splitCallback } from "../durable/split";
import type { Store } from "../durable/store";
import type { Message } from "../queue/messages";

/** The callbacks of a message, in the form that the inbox stores. */
export interface MessageCallbacks {
  /** Kind of the callback; `undefined` if the message is not a callback. */
  readonly event?: string;
  /** Why the message is not accepted. */
  readonly refusal?: string;
  /** Contents by name in the inbox, one for each job. */
  readonly objects: ReadonlyMap<string, string | Uint8Array>;
}

/** Reads a message within the limits of the configuration. A callback with several jobs becomes one for each job. */
export async function callbacksOf({ body }: Message, config: Config, receivedAt: number): Promise<MessageCallbacks> {
  const objects = new Map<string, string | Uint8Array>();
  if (body === undefined) return { refusal: "The record must have text in msgBody (got none)", objects };
  try {
    const { callback, digest } = readBody(skimCallback, body, {}, config);
    const event = callback.type;
    if (event === "probe") return { event, objects };
    const key = keyOf(callback, digest);
    const head = { key, source: "callback", receivedAt, headers: {} } as const;
    if (isJobsKey(key)) {
      const whole = { head, body: Buffer.from(body) };
      const { error } = await splitCallback(storeInto(objects), whole, 0, () => Promise.resolve(true));
      if (!error) return { event, objects };
      objects.clear(); // the worker finds the same error, and makes the callback a dead letter
    }
    return { event, objects: objects.set(inboxName(key), packEnvelope({ head, body })) };
  } catch (error) {
    if (error instanceof HttpError) return { refusal: error.message, objects };
    throw error;
  }
}

/** The part of a store that the split of a callback uses. */
function storeInto(objects: Map<string, string | Uint8Array>): Store {
  const create: Store["create"] = (name, content) => {
    const isNew = !objects.has(name);
    if (isNew) objects.set(name, content);
    return Promise.resolve(isNew);
  };
  return { create } as Store;
}
