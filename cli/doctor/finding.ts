/** Links of the chain and the findings about them. */

/** Links, in the order in which a callback passes through them. */
export const LINKS = [
  ...["credentials", "bucket", "binding", "service", "role", "queue", "callback", "workflow"],
  ...["address", "function", "log", "inbox", "sweeper", "clock"],
] as const;
export type Link = (typeof LINKS)[number];

/** Result: `ok`, `broken`, or `unknown` if the check could not be made. */
export interface Finding {
  readonly status: "ok" | "broken" | "unknown";
  readonly finding: string;
  /** What the operator should do. */
  readonly next?: string;
}

export interface Result extends Finding {
  readonly link: Link;
  /** Which of several resources, such as a queue's id. */
  readonly subject?: string;
}

export const ok = (finding: string): Finding => ({ status: "ok", finding });
export const broken = (finding: string, next: string): Finding => ({ status: "broken", finding, next });
export const unknown = (finding: string, next?: string): Finding => ({ status: "unknown", finding, next });
