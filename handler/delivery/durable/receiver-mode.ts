import type { Identity } from "../../callback/skim";
import { skimCallback } from "../../callback/skim";
import { HttpError } from "../../http/response";
import type { DeliveryMode } from "../mode";
import { accept } from "./inbox";
import { keyOf } from "./key";
import type { Store } from "./store";

/** Headers that are stored beside a body: those that describe it, and none about the sender. */
const KEPT_HEADERS: readonly string[] = ["content-type", "x-ci-content-version"];

/** Puts each callback into the inbox and answers when it is stored. A worker does the rest. */
export function receiverMode(store: Store): DeliveryMode<Identity> {
  return {
    read: skimCallback,
    deliver: async ({ callback, body, headers, digest }, { startedAt }) => {
      if (callback.type === "probe") return [];
      const key = keyOf(callback, digest);
      const storedHeaders: Record<string, string> = {};
      for (const name of KEPT_HEADERS) if (headers[name] !== undefined) storedHeaders[name] = headers[name];
      const head = { key, source: "callback", receivedAt: startedAt, headers: storedHeaders } as const;
      try {
        return [{ key, outcome: await accept(store, { head, body }) }];
      } catch (cause) {
        throw new HttpError(503, "cannot be stored now", `The callback must be stored (got a failure, key ${key})`, {
          cause,
        });
      }
    },
  };
}
