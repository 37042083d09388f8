import type { LocalCloud } from "../../local/cloud";
import type { Reporter } from "./report";

export type Format = "XML" | "JSON";

export interface Answer {
  readonly code: number;
  /** `accepted`, `duplicate` or `error`; empty if the answer does not come from the handler. */
  readonly status: string;
}

/** The requests to the deployed function and the log lines of user code. */
export class Traffic {
  /**
   * @param url callback URL, secret included
   * @param messages log messages that only user code writes
   */
  constructor(
    private readonly cloud: LocalCloud,
    readonly url: string,
    private readonly messages: readonly string[],
  ) {}

  /** Posts a body as CI does. */
  async post(body: string | Uint8Array, format: Format, url = this.url): Promise<Answer> {
    const { status = 0, answer } = await this.cloud.deliver(url, body, format);
    return { code: status, status: statusOf(answer) };
  }

  /** Log lines of user code with a given message. */
  calls(message: string): Record<string, unknown>[] {
    return this.cloud.logs.map(({ text }) => recordOf(text)).filter((record) => record["message"] === message);
  }

  summarize(report: Reporter): void {
    const counts = new Map<string, number>();
    for (const { status: code = 0, answer } of this.cloud.deliveries) {
      const outcome = code >= 400 ? "refused" : statusOf(answer);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    }
    report.row("callbacks sent", this.cloud.deliveries.length);
    for (const [outcome, count] of counts) report.row(`  ${outcome}`, count);
    report.row(
      "calls of user code",
      this.messages.reduce((sum, message) => sum + this.calls(message).length, 0),
    );
  }
}

function statusOf(answer = ""): string {
  const { status } = recordOf(answer);
  return typeof status === "string" ? status : "";
}

/** A line of JSON; an empty object for any other line. */
function recordOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
