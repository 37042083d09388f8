import { CallbackError } from "../errors";

/** The result that SCF turns into the HTTP answer, behind a function URL and behind API Gateway. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** API Gateway answers 403 to its client if this is missing. */
  readonly isBase64Encoded: false;
}

/** A refusal. `message` goes to the log, `reason` to the client. */
export class HttpError extends CallbackError {
  static override readonly name: string = "HttpError";

  constructor(
    readonly statusCode: number,
    /** The sentence for the client. */
    readonly reason: string,
    message: string,
    options?: { readonly cause?: unknown; readonly headers?: Readonly<Record<string, string>> },
  ) {
    super(message, options);
    this.headers = options?.headers ?? {};
  }
  readonly headers: Readonly<Record<string, string>>;
}

/** 200 with `{"status": …}`. */
export function accepted(status: "accepted" | "duplicate" | "unrouted"): HttpResponse {
  return json(200, { status });
}

/** An error answer: `{"status": "error", "error": …}`. */
export function refused(error: HttpError): HttpResponse {
  return json(error.statusCode, { status: "error", error: error.reason }, error.headers);
}

export function json(statusCode: number, content: object, headers?: Readonly<Record<string, string>>): HttpResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(content),
    isBase64Encoded: false,
  };
}
