import { secretChecker } from "./auth";
import type { Config } from "./config";
import type { ScfContext } from "./call";
import { requestId } from "./context";
import type { DeliveryMode, Outcome } from "./delivery/mode";
import { CallbackTooLargeError } from "./errors";
import type { HttpRequest } from "./http/request";
import { readRequest } from "./http/request";
import type { HttpResponse } from "./http/response";
import { accepted, HttpError, refused } from "./http/response";
import { createLog } from "./log";
import { millisecondsSince, readBody, tooLarge } from "./received";
import type { ReceivedCallback } from "./received";
import { sourceChecker } from "./source";

/** Answers requests: authenticate, parse, deliver, write one log line with the result. */
export class Receiver<Callback extends ReceivedCallback> {
  readonly #accepts: (candidate: string) => boolean;
  readonly #allows: (source: string | undefined) => boolean;

  constructor(
    private readonly config: Config,
    private readonly mode: DeliveryMode<Callback>,
  ) {
    this.#accepts = secretChecker(config.secrets);
    this.#allows = sourceChecker(config.allowedCidrs);
  }

  /** Never rejects: every failure becomes an answer with a status, because SCF answers 200 for anything else. */
  async answer(event: unknown, scf: ScfContext): Promise<HttpResponse> {
    const startedAt = Date.now();
    const started = process.hrtime();
    const log = createLog(this.config.logLevel, this.config.secrets, { requestId: requestId(scf) });
    const line: Record<string, unknown> = {};
    const finish = (level: "info" | "warn" | "error", response: HttpResponse): HttpResponse => {
      line.statusCode = response.statusCode;
      line.ms = millisecondsSince(started);
      log[level]("callback", line);
      return response;
    };
    try {
      const request = readRequest(event);
      this.#admit(request);
      const received = readBody(this.mode.read, request.body(), request.headers, this.config);
      line.event = received.callback.type;
      const outcomes = await this.mode.deliver(received, { scf, startedAt, log });
      line.deliveries = outcomes;
      const outcome = summary(outcomes);
      line.outcome = outcome;
      if (outcome === "failed") return finish("error", refused(userCodeFailed()));
      // Makes a forgotten route visible, without counting a callback without a route as a failure.
      return finish(outcome === "unrouted" ? "warn" : "info", accepted(outcome));
    } catch (error) {
      const known = error instanceof HttpError ? error : undefined;
      line.outcome = known ? "refused" : "failed";
      line.error = known ? known.message : error;
      if (known?.statusCode === 503) line.cause = known.cause;
      return finish(known ? "warn" : "error", refused(known ?? userCodeFailed()));
    }
  }

  /** Checks method, source, secret and size in this order: unauthorized senders only learn that the address takes POST. */
  #admit(request: HttpRequest): void {
    if (request.method !== "POST") {
      const headers = { allow: "POST" };
      throw new HttpError(405, "method not allowed", `The method must be POST (got ${request.method.slice(0, 20)})`, {
        headers,
      });
    }
    if (!this.#allows(request.source)) {
      throw new HttpError(404, "not found", `The source must be an allowed network (got ${request.source ?? "none"})`);
    }
    if (!this.#accepts(request.lastSegment)) {
      throw new HttpError(404, "not found", "The path must end with an accepted secret (got none)");
    }
    const { maxBodyBytes } = this.config;
    if (request.minBytes > maxBodyBytes) throw tooLarge(new CallbackTooLargeError(request.minBytes, maxBodyBytes));
  }
}

/** The most severe outcome of the deliveries; `duplicate` if there is no other. */
function summary(outcomes: readonly Outcome[]): Outcome["outcome"] {
  const found = new Set(outcomes.map(({ outcome }) => outcome));
  const worst = (["failed", "unrouted", "accepted", "duplicate"] as const).find((outcome) => found.has(outcome));
  return worst ?? "accepted";
}

function userCodeFailed(): HttpError {
  return new HttpError(500, "the handler failed; its log has the cause", "User code failed");
}
