/** Builds the page. */
import type { CallbackDetail, Hello, State } from "../protocol";
import { getDetail, listen, post } from "./api";
import { Detail } from "./detail";
import { h } from "./dom";
import { openFaults } from "./fault-panel";
import { Header } from "./header";
import { List } from "./list";
import { PipelineView } from "./pipeline-view";
import { ProblemsView } from "./problems-view";
import { openSend, openUpload } from "./send-dialogs";
import { settings } from "./settings";
import { Store } from "./store";
import { t, useLanguage } from "./texts";
import { Toolbar } from "./toolbar";

const TOAST_MS = 4000;
const NARROW = matchMedia("(max-width: 760px)");

let hello: Hello = { limit: 10_000, samples: [] };
let state: State | undefined;
let drawFaults: ((state: State) => void) | undefined;
let loaded: CallbackDetail | undefined;
/** A callback that was just sent is selected as soon as it is in the list. */
let awaited: number | undefined;
/** The focus waits for the requested detail. */
let isGoingToDetail = false;
let toastTimer: ReturnType<typeof setTimeout> | undefined;

const store = new Store();
const toast = h("div", { class: "toast", role: "status", "aria-live": "polite" });
const pipeline = new PipelineView();
const problems = new ProblemsView();
const toolbar = new Toolbar(store, () => list.update());
const detail = new Detail({
  repeat: (id, options) => act(post<Sent>("repeat", { id, ...options }), sent),
  runAgain: (id) => act(post<Sent>("run-again", { id }), sent),
  redrive: (key) => act(post<Redriven>("redrive", { keys: [key] }), redriven),
  back: () => leaveDetail(),
});
const list = new List(
  store,
  (id) => void loadDetail(id),
  openDetail,
  () => toolbar.count(),
);
const header = new Header({
  send: () => state && openSend(hello, state, (request) => act(post<Sent>("send", request), sent)),
  upload: () => state && openUpload(state, (request) => act(post("upload", request), () => say(t("uploaded")))),
  faults: openFaultPanel,
  redrive: () => act(post<Redriven>("redrive", {}), redriven),
  language: () => {
    settings.language = settings.language === "en" ? "zh" : "en";
    drawAll();
    header.focus("language");
  },
  theme: () => {
    settings.theme = settings.theme === "dark" ? "light" : "dark";
    drawAll();
    header.focus("theme");
  },
});

interface Sent {
  readonly ids: readonly number[];
}

interface Redriven {
  readonly results: readonly { readonly result: string }[];
}

function drawAll(): void {
  const { language, theme } = settings;
  useLanguage(language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset["theme"] = theme;
  document.title = t("title");
  for (const part of [header, problems, pipeline, toolbar, detail]) part.draw();
  list.update();
}

/** The log of a call may arrive after its outcome: a detail is loaded once more after this time, in milliseconds. */
const LATE_LOG_MS = 1000;

async function loadDetail(id: number, isAgain = false): Promise<void> {
  try {
    const found = await getDetail(id);
    if (list.selected !== id) return; // another callback was selected meanwhile
    if (isAgain && JSON.stringify(found) === JSON.stringify(loaded)) return;
    loaded = found;
    detail.show(found);
    if (isGoingToDetail) openDetail(true);
    if (!isAgain) setTimeout(() => list.selected === id && void loadDetail(id, true), LATE_LOG_MS);
  } catch (error) {
    say((error as Error).message);
  }
}

/** A key moves the focus to the detail, and so does a detail that covers the list; the detail may not be loaded yet. */
function openDetail(isByKey: boolean): void {
  document.body.classList.add("is-detail");
  isGoingToDetail = (isByKey || NARROW.matches) && !detail.focus();
}

function leaveDetail(): void {
  isGoingToDetail = false;
  document.body.classList.remove("is-detail");
  list.focus();
}

function sent({ ids }: Sent): void {
  say(t("sent", { count: ids.length }));
  awaited = ids.at(-1);
  chooseAwaited();
}

function chooseAwaited(): void {
  if (awaited === undefined || !store.get(awaited)) return;
  list.select(awaited);
  awaited = undefined;
}

function redriven({ results }: Redriven): void {
  const count = results.filter(({ result }) => result === "redriven").length;
  say(results.length === 0 ? t("none_dead") : t("redriven", { count }));
}

function openFaultPanel(): void {
  if (!state) return;
  drawFaults = openFaults(state, {
    add: (fault) => act(post("faults", fault)),
    remove: (id) => act(post("faults/remove", id === undefined ? {} : { id })),
  });
}

function act<T>(request: Promise<T>, then: (value: T) => void = () => {}): void {
  request.then(then, (error: Error) => say(error.message));
}

function say(text: string): void {
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.textContent = ""), TOAST_MS);
}

function onKey(event: KeyboardEvent): void {
  const { target, key } = event;
  if (document.querySelector("dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const isSearch = target === toolbar.search;
  if (key === "/" && !isSearch && !(target instanceof HTMLSelectElement)) {
    event.preventDefault();
    toolbar.search.select();
    toolbar.search.focus();
  } else if (key === "Escape") {
    if (isSearch && toolbar.search.value !== "") toolbar.clear();
    else leaveDetail();
  } else if (isSearch && (key === "ArrowDown" || key === "Enter")) {
    event.preventDefault();
    list.focus();
  }
}

document.addEventListener("keydown", onKey);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
document.body.append(
  header.element,
  h(
    "main",
    {},
    problems.element,
    pipeline.element,
    toolbar.element,
    h("div", { class: "split" }, list.element, detail.element),
  ),
  toast,
);
drawAll();

listen({
  hello: (value) => {
    hello = value;
    store.limit = value.limit;
  },
  reset: () => {
    store.clear();
    list.update();
  },
  rows: (rows) => {
    store.put(rows);
    list.update();
    chooseAwaited();
    const now = rows.find(({ id }) => id === list.selected);
    if (now && loaded?.row.outcome !== now.outcome) void loadDetail(now.id);
  },
  state: (value) => {
    state = value;
    pipeline.show(value.pipeline);
    header.faults = value.faults.filter(({ left }) => left > 0).length;
    problems.show(value.problems);
    drawFaults?.(value);
  },
  live: (isLive) => {
    header.live = isLive;
  },
});
