import type { BucketAddress } from "../../api/hosts";
import type { CallbackEvent } from "../callback/events";
import type { Config } from "../config";
import type { CallbackContext } from "../context";
import { createContext } from "../context";
import type { Delivery, Routes } from "../dispatch";
import { deliveriesOf } from "../dispatch";
import type { Call } from "../call";

/** The way from a callback to the user's functions, whoever takes it. */
export class UserCode {
  constructor(
    private readonly config: Config,
    private readonly routes: Routes,
  ) {}

  /**
   * The calls of user code that a callback makes. Where the configuration asks for it, what CI says of the callback takes
   * the place of what the callback says.
   *
   * @param isFromCi CI itself was asked, so there is nothing to confirm
   * @throws HttpError when CI does not confirm it
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

  /** The configured one, and never one that a body names: whoever forges a body may own that one. */
  #bucket(): BucketAddress | undefined {
    const { bucket, region } = this.config;
    return bucket !== undefined && region !== undefined ? { bucket, region } : undefined;
  }
}
