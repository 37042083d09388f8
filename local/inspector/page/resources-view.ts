/** The resources of the applied stacks: attributes, changes of the last apply, and drift. */
import type {
  AttributeRow,
  ChangedAttribute,
  Drift,
  ResourceDetail,
  ResourceList,
  ResourceRow,
  ResourcesRequest,
  StackFailure,
} from "../protocol";
import { post } from "./api";
import { openDialog } from "./dialog";
import { h, show } from "./dom";
import { PickList } from "./pick-list";
import { t, tOr } from "./texts";

/** @param node id of a node whose resources are listed. @default - all */
export function openResources(node: string | undefined, openObjects: (bucket: string) => void): void {
  let rows: readonly ResourceRow[] = [];
  const idOf = ({ stack, address }: ResourceRow): string => `${stack} ${address}`;
  const pane = h("div", { class: "pane" }, h("p", { class: "note" }, t("loading")));
  const list = new PickList(t("resources"), (id) => {
    const { stack, address } = rows.find((row) => idOf(row) === id)!;
    showAnswer(post<ResourceDetail>("resource", { stack, address }), (detail) => drawResource(detail));
  });
  const filter = h("input", {
    ...{ type: "search", placeholder: t("filterResources"), "aria-label": t("filterResources"), spellcheck: "false" },
    on: { input: () => drawList() },
  });
  const showAnswer = <T>(request: Promise<T>, draw: (answer: T) => readonly HTMLElement[]): void => {
    request.then(
      (answer) => show(pane, ...draw(answer)),
      ({ message }: Error) => show(pane, failureText(message)),
    );
  };
  const drawList = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/);
    const matching = rows.filter((row) =>
      words.every((word) => `${idOf(row)} ${row.type}`.toLowerCase().includes(word)),
    );
    const isOneStack = new Set(rows.map(({ stack }) => stack)).size < 2;
    list.show(
      matching.map((row) => ({
        id: idOf(row),
        parts: [
          h("span", { class: "mono" }, row.address.slice(row.address.indexOf(".") + 1)),
          changeMark(row),
          h("span", { class: "faint mono" }, isOneStack ? row.type : `${row.stack} · ${row.type}`),
        ],
      })),
    );
  };
  const load = (nodeId: string | undefined): void => {
    all.hidden = nodeId === undefined;
    const request: ResourcesRequest = nodeId === undefined ? {} : { node: nodeId };
    showAnswer(post<ResourceList>("resources", request), ({ resources, failures }) => {
      rows = resources;
      drawList();
      const hint = h("p", { class: "note" }, t(rows.length > 0 ? "pickResource" : "noResources"));
      return [hint, ...failureTexts(failures)];
    });
  };
  const drawResource = (detail: ResourceDetail): HTMLElement[] => {
    const { bucket, address, attributes, changes, change } = detail;
    const noChange = detail.isChangeUnknown ? "changeUnknown" : "unchanged";
    return [
      h("h3", { class: "mono" }, address, " ", changeMark(detail) || ""),
      ...(bucket === undefined ? [] : [button("openBucket", () => openObjects(bucket))]),
      h("h3", {}, t("lastApply")),
      change === undefined ? h("p", { class: "note" }, t(noChange)) : changeTable(changes),
      h("h3", {}, t("attributes")),
      attributeTable(attributes),
    ];
  };
  const checkDrift = (): void => {
    show(pane, h("p", { class: "note", role: "status" }, t("checkingDrift")));
    showAnswer(post<Drift>("drift", {}), ({ resources, failures }) => [
      h("h3", {}, t("drift")),
      h("p", { class: "note", role: "status" }, resources.length === 0 ? t("noDrift") : t("drifted")),
      ...failureTexts(failures),
      ...resources.flatMap((row) => [
        h("h3", { class: "mono" }, row.address, " ", changeMark(row) || ""),
        changeTable(row.changes),
      ]),
    ]);
  };
  const all = button("allResources", () => load(undefined));
  const tools = h("div", { class: "view-tools" }, filter, all, button("checkDrift", checkDrift));
  const dialog = openDialog(
    t("resources"),
    tools,
    h("div", { class: "view" }, list.element, pane),
    h("p", { class: "note" }, t("masked")),
  );
  dialog.classList.add("is-view");
  load(node);
}

function button(name: "openBucket" | "allResources" | "checkDrift", click: () => void): HTMLElement {
  return h("button", { type: "button", "data-key": name, on: { click } }, t(name));
}

function failureText(message: string): HTMLElement {
  return h("pre", { class: "code is-bad", role: "alert", tabindex: 0 }, message);
}

function failureTexts(failures: readonly StackFailure[] = []): HTMLElement[] {
  return failures.map(({ stack, message }) => failureText(`${stack}: ${message}`));
}

function changeMark({ change }: ResourceRow): HTMLElement | false {
  return change !== undefined && h("span", { class: `mark is-${change}` }, tOr("change", change));
}

function attributeTable(rows: readonly AttributeRow[]): HTMLElement {
  const items = rows.flatMap(({ name, value }) => [h("dt", {}, name), h("dd", {}, value)]);
  return h("dl", { class: "attributes mono" }, ...items);
}

function changeTable(rows: readonly ChangedAttribute[]): HTMLElement {
  const side = (sign: "+" | "-", name: string, value: string | undefined): HTMLElement[] =>
    value === undefined
      ? []
      : [h("li", { class: sign === "+" ? "is-added" : "is-removed" }, h("code", {}, `${sign} ${name} = ${value}`))];
  const lines = rows.flatMap(({ name, before, after }) => [...side("-", name, before), ...side("+", name, after)]);
  return h("div", { class: "diff" }, h("ol", { class: "source", tabindex: 0, "aria-label": t("diff") }, ...lines));
}
