/** What the demo tells: steps with their time as they happen, then one table, or one JSON object with the same content. */
import { inspect } from "node:util";

/** Something that must hold for the demo to succeed. */
export interface Check {
  readonly name: string;
  readonly held: boolean;
  /** What was seen. */
  readonly seen: string;
}

export interface Step {
  readonly name: string;
  readonly seconds: number;
  /** What came of it, one line. */
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

  /** @param say where progress goes, line by line */
  constructor(private readonly say: (line: string) => void) {}

  /** Lets no further step begin, so that what was made is taken away. */
  interrupt(): void {
    this.interrupted = true;
  }

  /** Runs one step, telling its name, that it is still running, its time and what came of it. */
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

  /** Records whether something held; it is told at once only if it did not. */
  check(name: string, held: boolean, seen: unknown): void {
    const check = { name, held, seen: typeof seen === "string" ? seen : JSON.stringify(seen) };
    this.checks.push(check);
    if (!held) this.say(`${this.clock()}  ✗ ${name}: ${check.seen}`);
  }

  /** Sets a row of the closing table. */
  row(name: string, value: number | string): void {
    this.summary[name] = value;
  }

  /** @param error what ended the demo early, if anything did */
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

/** The words of whatever was thrown. */
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
