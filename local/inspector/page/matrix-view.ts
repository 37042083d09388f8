/** Runs the handler with every callback of CI: progress, and a table of outcomes. */
import type { MatrixProgress, MatrixRequest, MatrixRow, Target } from "../protocol";
import { post } from "./api";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { h, show } from "./dom";
import { linkTo } from "./selection";
import { t, tOr } from "./texts";
import { say } from "./toast";

const ARRIVALS = ["once", "twice", "late", "killed"] as const;
const MARKS = { done: "✓", unrouted: "·", failed: "✗" } as const;
const POLL_MS = 300;

export function openMatrix(targets: readonly Target[]): void {
  if (targets.length === 0) return void openDialog(t("matrix"), h("p", { class: "note" }, t("noTarget")));
  const result = h("div", { class: "pane" });
  const status = h("p", { class: "note", role: "status" });
  const bar = h("progress", { "aria-label": t("matrix"), hidden: true });
  const stop = h("button", { type: "button", hidden: true, on: { click: () => request("matrix/stop") } }, t("stop"));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const request = (path: string, body: object = {}): void => {
    clearTimeout(timer);
    post<MatrixProgress>(path, body).then(draw, ({ message }: Error) => say(message));
  };
  const draw = ({ isRunning, finished, total, rows, error }: MatrixProgress): void => {
    for (const part of [bar, stop]) part.hidden = !isRunning;
    [bar.max, bar.value] = [Math.max(total, 1), finished];
    if (isRunning) status.textContent = t("matrixProgress", { finished, total });
    else if (total > 0)
      status.textContent = error === undefined ? summaryOf(rows) : t("matrixEnded", { reason: error });
    const closeDialog = (): void => dialog.close();
    show(result, ...(rows.length > 0 ? [failures(rows, closeDialog), table(rows, closeDialog)] : []));
    clearTimeout(timer);
    if (isRunning && dialog.isConnected) timer = setTimeout(() => request("matrix/progress"), POLL_MS);
  };
  const target = choice(
    "target",
    targets.map(({ id, label }) => [id, label] as const),
  );
  const boxes = ARRIVALS.map((name) =>
    h("label", {}, h("input", { type: "checkbox", name, checked: name !== "killed" }), tOr("arrival", name)),
  );
  const dialog = openDialog(
    t("matrix"),
    h("p", { class: "note" }, t("matrixHint")),
    form(
      t("start"),
      (data) => {
        const arrivals = ARRIVALS.filter((name) => data.has(name));
        request("matrix", { target: valueOf(data, "target"), arrivals } satisfies MatrixRequest);
      },
      field(t("target"), target),
      h("fieldset", { class: "choices" }, h("legend", {}, t("arrivals")), ...boxes),
    ),
    ...[bar, stop, status, result],
  );
  dialog.classList.add("is-view");
  request("matrix/progress");
}

function summaryOf(rows: readonly MatrixRow[]): string {
  const failed = rows.filter(({ outcome }) => outcome === "failed").length;
  const names = [...new Set(rows.map(({ callback }) => callback))].filter((name) =>
    rows.every(({ callback, state, outcome }) => callback !== name || state !== "ok" || outcome === "unrouted"),
  );
  return t("matrixSummary", { failed, total: rows.length, unrouted: names.length === 0 ? "–" : names.join(", ") });
}

/** The failed cases with their reasons. */
function failures(rows: readonly MatrixRow[], closeDialog: () => void): HTMLElement {
  const failed = rows.filter(({ outcome }) => outcome === "failed");
  const items = failed.map(({ callback, state, format, arrival, error = "", id }) => {
    const name = `${callback} ${state} ${format.toUpperCase()} ${tOr("arrival", arrival)}`;
    return h("li", {}, h("a", { href: linkTo(id), on: { click: closeDialog } }, name), h("code", {}, error));
  });
  return h("ul", { class: "started" }, ...items);
}

/** One line for each callback and state; a mark for each format and arrival opens the callback. */
function table(rows: readonly MatrixRow[], closeDialog: () => void): HTMLElement {
  const lines = new Map<string, MatrixRow[]>();
  for (const row of rows) {
    const name = `${row.callback} ${row.state}`;
    lines.set(name, [...(lines.get(name) ?? []), row]);
  }
  const arrivalNames = [...new Set(rows.map(({ arrival }) => arrival))].map((name) => tOr("arrival", name)).join(" · ");
  const head = [t("callback"), t("state"), t("route"), `XML: ${arrivalNames}`, `JSON: ${arrivalNames}`];
  const cell = (row: MatrixRow): HTMLElement => {
    const { outcome, format, arrival, answer, error, id, callback } = row;
    const lines = [
      `${callback} ${format.toUpperCase()} ${tOr("arrival", arrival)}`,
      answer,
      error ?? tOr("outcome", outcome),
    ];
    const attributes = {
      class: `cell is-${outcome}`,
      href: linkTo(id),
      title: lines.join("\n"),
      "aria-label": lines.join(", "),
    };
    return h("a", { ...attributes, on: { click: closeDialog } }, MARKS[outcome]);
  };
  const body = [...lines.values()].map((line) => {
    const [{ callback, state }] = line as [MatrixRow];
    const route = line.find((row) => row.route !== undefined)?.route;
    const isUnrouted = line.every(({ outcome }) => outcome === "unrouted");
    const cells = (["xml", "json"] as const).map((format) =>
      h("td", {}, ...line.filter((row) => row.format === format).map(cell)),
    );
    const routeText = route ?? (isUnrouted ? t("noRoute") : "");
    return h("tr", {}, h("th", { scope: "row" }, callback), h("td", {}, state), h("td", {}, routeText), ...cells);
  });
  return h(
    "table",
    { class: "matrix" },
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...body),
  );
}
