/** What is looked at, and what was found. */

/** Links, in the order in which a callback passes them. */
export const LINKS = [
  ...["credentials", "bucket", "binding", "service", "role", "queue", "callback", "workflow"],
  ...["address", "function", "log", "inbox", "sweeper", "clock"],
] as const;
export type Link = (typeof LINKS)[number];

/** What was found: `ok`, `broken`, or `unknown` where it could not be looked at. */
export interface Finding {
  readonly status: "ok" | "broken" | "unknown";
  readonly finding: string;
  /** What to do. */
  readonly next?: string;
}

export interface Result extends Finding {
  readonly link: Link;
  /** Which of several, such as a queue's id. */
  readonly subject?: string;
}

export const ok = (finding: string): Finding => ({ status: "ok", finding });
export const broken = (finding: string, next: string): Finding => ({ status: "broken", finding, next });
export const unknown = (finding: string, next?: string): Finding => ({ status: "unknown", finding, next });
