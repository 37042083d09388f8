import type { BucketAddress } from "../../api/hosts";
import type { CallbackEvent } from "../callback/events";
import type { Config } from "../config";
import type { CallbackContext } from "../context";
import { createContext } from "../context";
import type { Delivery, Routes } from "../dispatch";
import { deliveriesOf } from "../dispatch";
import type { Call } from "../call";

/** The path from a callback to the user's functions, shared by all modes of delivery. */
export class UserCode {
  constructor(
    private readonly config: Config,
    private readonly routes: Routes,
  ) {}

  /**
   * The calls of user code for a callback. If the configuration requires confirmation, CI's data replaces the
   * callback's.
   *
   * @param isFromCi the data comes from CI itself and needs no confirmation
   * @throws HttpError if CI does not confirm it
   */
  async deliveriesOf(callback: CallbackEvent, digest: () => string, isFromCi = false): Promise<Delivery[]> {
    const confirmed = isFromCi ? callback : await this.#confirm(callback);
    return deliveriesOf(confirmed, this.routes, digest);
  }

  contextOf(delivery: Delivery, call: Call, about: Pick<CallbackContext, "attempt" | "source">): CallbackContext {
    return createContext(call, this.#bucket(), { ...about, idempotencyKey: delivery.key });
  }

  async #confirm(callback: CallbackEvent): Promise<CallbackEvent> {
    const { verify, bucket = "", region = "" } = this.config;
    if (!verify) return callback;
    const { confirm } = await import("../verify.js");
    return confirm(callback, { bucket, region });
  }

  /** The configured bucket, never one that a body names: an attacker may own that bucket. */
  #bucket(): BucketAddress | undefined {
    const { bucket, region } = this.config;
    return bucket !== undefined && region !== undefined ? { bucket, region } : undefined;
  }
}
