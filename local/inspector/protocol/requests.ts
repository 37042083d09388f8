/** Requests of the page, and their answers. */
import type { CallbackAbout } from "./callback";

/** How to damage a callback before it is sent. */
export type Break = "truncate" | "secret" | "encoding";

/** `POST /api/send`. */
export interface SendRequest {
  readonly target: string;
  readonly sample: string;
  readonly format: "xml" | "json";
  readonly failed: boolean;
  readonly workflow: boolean;
  readonly break?: Break;
  /** @default 1 */
  readonly times?: number;
}

/** Answer to `POST /api/check`: what the handler reads in a body, or why it refuses the body. */
export interface Checked {
  readonly about?: CallbackAbout;
  readonly refusal?: string;
}

/** `POST /api/send-body`: to a target, or to the address of an earlier callback (`like`). */
export interface SendBodyRequest {
  readonly target?: string;
  readonly like?: string;
  readonly body: string;
}

/**
 * `POST /api/advance`: makes waiting callbacks of durable delivery due. `key`: one callback, at once. `ms`: all, earlier
 * by this time. `drain`: all, repeatedly, until none waits.
 */
export interface AdvanceRequest {
  readonly key?: string;
  readonly ms?: number;
  readonly drain?: boolean;
}

/** Answer to `POST /api/advance`. */
export interface Advanced {
  /** Callbacks for which a worker was called. */
  readonly called: number;
  /** Callbacks that still wait. */
  readonly waiting: number;
}

/** `POST /api/upload`. */
export interface UploadRequest {
  readonly bucket: string;
  readonly key: string;
}
