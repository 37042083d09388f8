import { secretChecker } from "./auth";
import { sha256 } from "./callback/digest";
import type { Config } from "./config";
import { DEFAULT_MAX_JOBS } from "./config";
import type { ScfContext } from "./call";
import { requestId } from "./context";
import type { DeliveryMode, Outcome, Received } from "./delivery/mode";
import { CallbackParseError, CallbackTooLargeError } from "./errors";
import type { HttpRequest } from "./http/request";
import { readRequest } from "./http/request";
import type { HttpResponse } from "./http/response";
import { accepted, HttpError, refused } from "./http/response";
import { createLog } from "./log";
import { sourceChecker } from "./source";

/** The part of a callback that the receiver reads. */
interface ReceivedCallback {
  readonly type: string;
  readonly jobs?: readonly unknown[];
}

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
      line.ms = milliseconds(process.hrtime(started));
      log[level]("callback", line);
      return response;
    };
    try {
      const request = readRequest(event);
      this.#admit(request);
      const received = this.#parse(request);
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

  /** Checks method, source, secret and size in this order: a stranger only learns that the address takes POST. */
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

  #parse(request: HttpRequest): Received<Callback> {
    const body = request.body();
    const { headers } = request;
    try {
      const callback = this.mode.read(body, headers, { maxBytes: this.config.maxBodyBytes });
      const { maxJobs = DEFAULT_MAX_JOBS } = this.config;
      const count = callback.jobs?.length ?? 0;
      if (count > maxJobs) throw tooManyJobs(count, maxJobs);
      return { callback, body, headers, digest: () => sha256(body) };
    } catch (error) {
      if (error instanceof CallbackTooLargeError) throw tooLarge(error);
      if (error instanceof CallbackParseError) {
        throw new HttpError(400, "not a callback", error.message, { cause: error });
      }
      throw error;
    }
  }
}

/** Rounded to a microsecond. */
function milliseconds([s, ns]: [s: number, ns: number]): number {
  return s * 1000 + Math.round(ns / 1000) / 1000;
}

/** The most severe outcome of the deliveries; `duplicate` if there is no other. */
function summary(outcomes: readonly Outcome[]): Outcome["outcome"] {
  const found = new Set(outcomes.map(({ outcome }) => outcome));
  const worst = (["failed", "unrouted", "accepted", "duplicate"] as const).find((outcome) => found.has(outcome));
  return worst ?? "accepted";
}

function tooLarge(error: CallbackTooLargeError): HttpError {
  return new HttpError(413, "body too large", error.message, { cause: error });
}

function tooManyJobs(count: number, maxJobs: number): HttpError {
  const rule = `The callback must have at most ${maxJobs} jobs (got ${count}); see CI_CALLBACK_MAX_JOBS`;
  return new HttpError(413, "too many jobs", rule);
}

function userCodeFailed(): HttpError {
  return new HttpError(500, "the handler failed; its log has the cause", "User code failed");
}
