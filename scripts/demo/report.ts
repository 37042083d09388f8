/**
 * The output of the demo: steps with their times as they happen, then one table, or one JSON object with the same
 * content.
 */
import { inspect } from "node:util";

/** A condition for the success of the demo. */
export interface Check {
  readonly name: string;
  readonly held: boolean;
  /** The value that was found. */
  readonly seen: string;
}

export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** The result in one line. */
  readonly result: string;
}

export interface DemoReport {
  readonly ok: boolean;
  readonly seconds: number;
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  readonly summary: Readonly<Record<string, number | string>>;
  /** Why the demo ended early, if it did. */
  readonly error?: string;
}

const PROGRESS_MS = 5_000;

export class Reporter {
  private readonly start = performance.now();
  private readonly steps: Step[] = [];
  private readonly checks: Check[] = [];
  private readonly summary: Record<string, number | string> = {};
  private interrupted = false;

  /** @param say prints a line of progress */
  constructor(private readonly say: (line: string) => void) {}

  /** Prevents further steps, so that the resources are destroyed. */
  interrupt(): void {
    this.interrupted = true;
  }

  /** Runs one step. Prints its name, progress, time and result. */
  async step<T>(name: string, run: () => Promise<T>, result: (value: T) => string): Promise<T> {
    if (this.interrupted) throw new Error("it was interrupted");
    const begin = performance.now();
    this.say(`${this.clock()}  ${name} …`);
    const progress = setInterval(() => this.say(`${this.clock()}    still running, ${since(begin)} s`), PROGRESS_MS);
    try {
      const value = await run();
      const step = { name, seconds: since(begin), result: result(value) };
      this.steps.push(step);
      this.say(`${this.clock()}    ${step.result} (${step.seconds} s)`);
      return value;
    } finally {
      clearInterval(progress);
    }
  }

  /** Records whether a condition held; prints it at once only if it did not. */
  check(name: string, held: boolean, seen: unknown): void {
    const check = { name, held, seen: typeof seen === "string" ? seen : JSON.stringify(seen) };
    this.checks.push(check);
    if (!held) this.say(`${this.clock()}  ✗ ${name}: ${check.seen}`);
  }

  /** Sets a row of the closing table. */
  row(name: string, value: number | string): void {
    this.summary[name] = value;
  }

  /** @param error the reason for an early end, if there is one */
  finish(error?: unknown): DemoReport {
    return {
      ok: error === undefined && this.checks.length > 0 && this.checks.every((check) => check.held),
      seconds: since(this.start),
      steps: this.steps,
      checks: this.checks,
      summary: this.summary,
      ...(error === undefined ? {} : { error: messageOf(error) }),
    };
  }

  private clock(): string {
    return `[${((performance.now() - this.start) / 1000).toFixed(1).padStart(5)} s]`;
  }
}

/** Message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error);
}

function since(begin: number): number {
  return Math.round((performance.now() - begin) / 100) / 10;
}

/** The closing table, as text. */
export function table(report: DemoReport): string {
  const rows: [string, string][] = [
    ...Object.entries(report.summary).map(([name, value]): [string, string] => [name, String(value)]),
    ["checks held", `${report.checks.filter((check) => check.held).length} of ${report.checks.length}`],
    ["time", `${report.seconds} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...report.checks.map((check) => `${check.held ? "✓" : "✗"} ${check.name}`),
    "",
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
    ...(report.error ? ["", `The demo ended early: ${report.error}`] : []),
  ].join("\n");
}
