/** Figures with targets, printed as one table by `npm run bench` and each of its parts. */
import { availableParallelism, cpus } from "node:os";
import { parse } from "node:path";

/** A figure. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "B" | "MB" | "count";
  /** Maximum value, exclusive if `strict`. @default - none: a baseline for other figures */
  readonly target?: number;
  readonly strict?: boolean;
  /** Details of the value. */
  readonly detail: string;
}

/** Options of a command. */
export interface Options {
  readonly json?: boolean;
}

/** Rows by subject. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/**
 * Sends the rows of a part to its parent process; without a parent, prints them. Exit code 1 if a target is missed.
 */
export function report(rows: readonly Row[], options: Options = {}): void {
  if (process.send) process.send(rows);
  else print({ [parse(process.argv[1]!).name]: rows }, options);
}

/** Prints tables, or one JSON object; exit code 1 if a target is missed. */
export function print(tables: Tables, { json = false }: Options): void {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", cores: availableParallelism() };
  if (json) {
    const all = Object.entries(tables).map(([title, rows]) => [title, rows.map(withVerdict)]);
    console.log(JSON.stringify({ ...machine, ...Object.fromEntries(all) }, undefined, 2));
  } else {
    console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}`);
    for (const [title, rows] of Object.entries(tables)) console.log(`\n${capitalized(title)}\n\n${tableOf(rows)}`);
  }
  if (!Object.values(tables).flat().every(isMet)) process.exitCode = 1;
}

function withVerdict(row: Row): Row & { readonly met: boolean } {
  return { ...row, met: isMet(row) };
}

function isMet({ value, target = Infinity, strict }: Row): boolean {
  return strict ? value < target : value <= target;
}

function capitalized(title: string): string {
  return title[0]!.toUpperCase() + title.slice(1);
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { name, value, target, strict = false, detail } = row;
    const limit = target === undefined ? "–" : `${strict ? "<" : "≤"} ${figure(target, row)}`;
    const met = target === undefined ? "–" : isMet(row) ? "yes" : "**no**";
    return `| ${name} | ${figure(value, row)} | ${limit} | ${met} | ${detail} |`;
  });
  return ["| What | Figure | Target | Met | Details |", "|---|---:|---:|---|---|", ...lines].join("\n");
}

function figure(value: number, { unit }: Row): string {
  if (unit === "B") return `${(value / 1000).toFixed(1)} kB`;
  if (unit === "ms") return `${value.toFixed(value < 100 ? 2 : 0)} ms`;
  if (unit === "MB") return `${value} MB`;
  return unit === "count" ? String(value) : `${value.toFixed(value < 0.2 ? 3 : 2)}×`;
}
