import type { LocalCloud } from "../../local/cloud";
import type { Reporter } from "./report";

export type Format = "XML" | "JSON";

export interface Answer {
  readonly code: number;
  /** `accepted`, `duplicate` or `error`; empty when the answer is none of the handler's. */
  readonly status: string;
}

/** What went through the deployed ingress into the deployed function, seen from both ends. */
export class Traffic {
  /**
   * @param url callback URL, secret included
   * @param messages what user code, and nothing else, logs
   */
  constructor(
    private readonly cloud: LocalCloud,
    readonly url: string,
    private readonly messages: readonly string[],
  ) {}

  /** Posts a body as CI would. */
  async post(body: string | Uint8Array, format: Format, url = this.url): Promise<Answer> {
    const { status = 0, answer } = await this.cloud.deliver(url, body, format);
    return { code: status, status: statusOf(answer) };
  }

  /** Log lines that user code wrote with that message. */
  calls(message: string): Record<string, unknown>[] {
    return this.cloud.logs.map(({ text }) => recordOf(text)).filter((record) => record["message"] === message);
  }

  summarize(report: Reporter): void {
    const answers = this.cloud.deliveries.map(({ status = 0, answer }) => ({ code: status, status: statusOf(answer) }));
    report.row("callbacks sent", answers.length);
    report.row("  accepted", answers.filter(({ status }) => status === "accepted").length);
    report.row("  duplicate", answers.filter(({ status }) => status === "duplicate").length);
    report.row("  refused", answers.filter(({ code }) => code >= 400).length);
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

/** A line of JSON; empty for a line of anything else. */
function recordOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
