/** The objects of a bucket: list, preview, and what an upload started. */
import type { ObjectDetail, ObjectList, ObjectRow, ObjectsRequest, Started } from "../protocol";
import { post } from "./api";
import { choice, openDialog } from "./dialog";
import { h, keepFocus, show } from "./dom";
import { objectUrl, sizeOf } from "./film";
import { PickList } from "./pick-list";
import { drawPreview } from "./preview";
import { linkTo } from "./selection";
import { t, tOr } from "./texts";
import { timeOf } from "./time";
import { handleAnswer, say } from "./toast";

/** Jobs of an upload continue while the user looks at it. */
const REFRESH_MS = 1000;

/** @param firstBucket bucket that is shown first. @default - the first in the list */
export function openObjects(buckets: readonly string[], firstBucket?: string, firstKey?: string): void {
  let objects: readonly ObjectRow[] = [];
  let [next, key]: (string | undefined)[] = [undefined, firstKey];
  const bucket = choice(
    "bucket",
    buckets.map((name) => [name, name] as const),
  );
  bucket.value = firstBucket ?? buckets[0] ?? "";
  bucket.setAttribute("aria-label", t("bucketName"));
  const prefix = h("input", {
    ...{ type: "search", placeholder: t("prefix"), "aria-label": t("prefix"), spellcheck: "false" },
    on: { input: () => load() },
  });
  const [pane, started] = [h("div", { class: "pane" }), h("div", {})];
  const list = new PickList(t("objects"), (id) => void open(id));
  const more = h("button", { type: "button", hidden: true, on: { click: () => load(next) } }, t("more"));

  const load = (after?: string): void => {
    const [prefixText, name] = [prefix.value, bucket.value];
    const request: ObjectsRequest = { bucket: name, prefix: prefixText, after };
    handleAnswer(post<ObjectList>("objects", request), (answer) => {
      if (prefix.value !== prefixText || bucket.value !== name) return; // the user has chosen another list meanwhile
      objects = after === undefined ? answer.objects : [...objects, ...answer.objects];
      next = answer.next;
      more.hidden = next === undefined;
      const picks = objects.map(({ key, bytes, at }) => ({
        id: key,
        parts: [h("span", { class: "mono" }, key), h("span", { class: "faint" }, `${sizeOf(bytes)} · ${timeOf(at)}`)],
      }));
      list.show(picks, key);
      if (key === undefined) show(pane, h("p", { class: "note" }, t(picks.length > 0 ? "pickObject" : "noObjects")));
    });
  };
  const read = (): Promise<ObjectDetail> => post<ObjectDetail>("object", { bucket: bucket.value, key });
  const open = async (id: string): Promise<void> => {
    key = id;
    try {
      const object = await read();
      const preview = await drawPreview(object);
      if (key !== id) return;
      const download = { href: objectUrl(object), download: id.split("/").at(-1)!, class: "button" };
      const facts = `${sizeOf(object.bytes)} · ${object.contentType} · ETag ${object.etag}`;
      drawStarted(object.started);
      show(
        pane,
        ...[h("h3", { class: "mono" }, id), h("p", { class: "note" }, facts)],
        ...[h("a", download, t("download")), ...preview, h("h3", {}, t("started")), started],
      );
    } catch (error) {
      say((error as Error).message);
    }
  };
  let drawnRows = "";
  const drawStarted = (rows: readonly Started[]): void => {
    if (drawnRows === key + JSON.stringify(rows)) return;
    drawnRows = key + JSON.stringify(rows);
    const items = rows.map((row) => startedItem(row, () => dialog.close()));
    keepFocus(started, () =>
      show(
        started,
        items.length > 0 ? h("ul", { class: "started" }, ...items) : h("p", { class: "note" }, t("nothingStarted")),
      ),
    );
  };
  bucket.addEventListener("change", () => {
    key = undefined;
    load();
  });
  const tools = h("div", { class: "view-tools" }, bucket, prefix, more);
  const dialog = openDialog(t("objects"), tools, h("div", { class: "view" }, list.element, pane));
  dialog.classList.add("is-view");
  const timer = setInterval(() => {
    if (key === undefined || !started.isConnected) return;
    const requestedKey = key;
    read().then(
      (object) => key === requestedKey && drawStarted(object.started),
      () => {}, // the object was removed, or the server has stopped
    );
  }, REFRESH_MS);
  dialog.addEventListener("close", () => clearInterval(timer));
  load();
  if (key !== undefined) void open(key);
}

function startedItem({ kind, id, title, state, callbacks }: Started, closeDialog: () => void): HTMLElement {
  const links = callbacks.map((callback, index) => {
    const name = callbacks.length > 1 ? `${t("callback")} ${index + 1}` : t("callback");
    const attributes = { href: linkTo(callback), "data-key": callback, "aria-label": `${name}: ${title}` };
    return h("a", { ...attributes, on: { click: closeDialog } }, name);
  });
  return h(
    "li",
    {},
    h("span", { class: "tag" }, tOr("started", kind)),
    h("strong", {}, title),
    h("span", { class: "faint mono cut", title: id }, id),
    h("span", {}, state),
    ...links,
  );
}
