/** The differences between two runs. */
import type { CallbackDetail } from "../protocol";
import { pretty } from "./code";
import { readLine } from "./log-line";

/** The comparison needs memory for every pair of lines. Longer texts are compared as a whole. */
const MAX_LINES = 2000;
/** Unchanged lines that are shown around a change. */
const CONTEXT = 2;
/** Fields of log lines that differ in every run. */
const VARYING_FIELDS = ["time", "ms", "requestId", "key", "jobId", "object"];

/** Stands for unchanged lines between changes. */
const GAP = { sign: " ", text: "⋯" } as const;

export interface DiffLine {
  readonly sign: " " | "+" | "-";
  readonly text: string;
}

/** The results of a callback, without values that differ in every run: ids, times and durations. */
export function runText(detail: CallbackDetail): string[] {
  return [...answerText(detail), ...logText(detail), ...journalText(detail)];
}

/** Outcome and answer. */
export function answerText(detail: CallbackDetail): string[] {
  const { row, answer } = detail;
  const line = `${row.outcome} ${row.status ?? ""} ${row.answer}`;
  return withoutIds([line, ...(answer === "" ? [] : pretty(answer).split("\n"))], detail);
}

export function logText(detail: CallbackDetail): string[] {
  const lines = detail.logs.flatMap(({ functionName, text }) => {
    const { level, message, fields } = readLine(text);
    const stableFields = Object.entries(fields ?? {}).filter(([name]) => !VARYING_FIELDS.includes(name));
    const rest = fields ? JSON.stringify(Object.fromEntries(stableFields)) : text;
    return `${functionName} ${[level, message, rest].filter((part) => part !== "").join(" ")}`.split("\n");
  });
  return withoutIds(lines, detail);
}

export function journalText(detail: CallbackDetail): string[] {
  const lines = detail.journal.map(({ kind, error }) => (error === undefined ? kind : `${kind}: ${error}`));
  return withoutIds(lines, detail);
}

function withoutIds(lines: readonly string[], { row }: CallbackDetail): string[] {
  const ids = [row.subject, row.id].filter((id) => id !== "");
  return lines.map((line) =>
    ids.reduce((text, id) => text.replaceAll(id, "…"), line).replace(/"requestId": ?"[\w-]+"/g, '"requestId": "…"'),
  );
}

/** The lines of both texts, changed ones with their neighbours; empty if the texts are equal. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const all =
    before.length > MAX_LINES || after.length > MAX_LINES ? replaceLines(before, after) : compareLines(before, after);
  const isNear = (index: number): boolean =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== " ");
  const near = [...all.keys()].filter(isNear);
  return near.flatMap((index, position) => {
    const isGap = position > 0 && near[position - 1] !== index - 1;
    return isGap ? [GAP, all[index]!] : [all[index]!];
  });
}

function replaceLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.join("\n") === after.join("\n")) return [];
  return [
    ...before.map((text) => ({ sign: "-" as const, text })),
    ...after.map((text) => ({ sign: "+" as const, text })),
  ];
}

/** Compares by the longest common subsequence. */
function compareLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const width = after.length + 1;
  const lengths = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: " ", text: before[i++]! });
      j++;
    } else if (
      j === after.length ||
      (i < before.length && lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!)
    ) {
      lines.push({ sign: "-", text: before[i++]! });
    } else lines.push({ sign: "+", text: after[j++]! });
  }
  return lines;
}
