/** The tabs of a callback: event, body, log and answer. */
import type { CallbackDetail, LogRow } from "../protocol";
import { pretty } from "./code";
import { codeBlock } from "./code-block";
import { cutMiddle } from "./cut";
import { h } from "./dom";
import { indentXml } from "./indent-xml";
import { linkedBlocks } from "./linked-blocks";
import { readLine } from "./log-line";
import { t, tOr } from "./texts";
import type { TextName } from "./texts";
import { timeOf } from "./time";

export const TABS = ["event", "body", "beside", "logs", "answerTab"] as const satisfies readonly TextName[];
export type Tab = (typeof TABS)[number];

/** The content of each tab. */
export const PANELS: Readonly<Record<Tab, (detail: CallbackDetail) => HTMLElement[]>> = {
  event: ({ event, refusal }) =>
    refusal === undefined
      ? [note(t("rawLeftOut")), codeBlock(pretty(JSON.stringify(event)), t("event"))]
      : [h("p", { class: "note is-bad" }, t("refused", { reason: refusal }))],
  body: ({ row: { bytes }, url, body, omitted }) => [
    note(`POST ${url} · ${bytes} B`),
    codeBlock(indentXml(body), t("body")),
    ...(omitted > 0 ? [note(t("omitted", { count: omitted }))] : []),
  ],
  beside: ({ body, event, refusal }) =>
    refusal === undefined
      ? [linkedBlocks([indentXml(pretty(body)), t("body")], [pretty(JSON.stringify(event)), t("event")])]
      : [h("p", { class: "note is-bad" }, t("refused", { reason: refusal }))],
  logs: ({ logs, journal }) => [
    ...(logs.length > 0 ? [h("ol", { class: "log" }, ...logs.map(logLine))] : [note(t("noLogs"))]),
    ...(journal.length > 0
      ? [
          h("h3", {}, t("history")),
          h(
            "ol",
            { class: "log" },
            ...journal.map(({ at, kind, error }) =>
              h("li", {}, h("time", {}, timeOf(at)), h("code", {}, tOr("journal", kind), error && `: ${error}`)),
            ),
          ),
        ]
      : []),
  ],
  answerTab: ({ row: { status, answer, ms, fault }, answer: body }) => [
    note(status === undefined ? `${t("noAnswer")} ${fault ? "" : answer}` : `HTTP ${status} · ${ms} ms`),
    ...(fault ? [h("p", { class: "note is-warn" }, t(FAULT_NOTES[fault]))] : []),
    ...(body === "" ? [] : [codeBlock(pretty(body), t("answerTab"))]),
  ],
};

const FAULT_NOTES = { answer: "faultAnswered", drop: "faultDropped" } as const satisfies Record<string, TextName>;

function logLine({ at, functionName, text }: LogRow): HTMLElement {
  const { level, message, fields } = readLine(text);
  const rest = fields ? JSON.stringify({ ...fields, time: undefined }) : text;
  return h(
    "li",
    { class: level === "warn" || level === "error" ? `is-${level}` : "" },
    h("time", {}, timeOf(at)),
    h("span", { class: "tag", title: functionName }, cutMiddle(functionName, 18)),
    h("span", {}, message !== "" && h("strong", {}, `${message} `), h("code", {}, rest)),
  );
}

function note(text: string): HTMLElement {
  return h("p", { class: "note" }, text);
}
