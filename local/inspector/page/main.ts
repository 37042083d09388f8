/** Builds the page. */
import type { Advanced, AdvanceRequest, CallbackDetail, Hello, SessionFile, State } from "../protocol";
import { post, readFrom } from "./api";
import { Detail } from "./detail";
import { h } from "./dom";
import { openEdit } from "./edit-dialog";
import type { EditOptions } from "./edit-dialog";
import { openStream } from "./events";
import type { ServerEvent } from "./events";
import { openFaults } from "./fault-panel";
import { Header } from "./header";
import { Pin } from "./pin";
import { PipelineView } from "./pipeline-view";
import { ProblemsView } from "./problems-view";
import { openSend, openUpload } from "./send-dialogs";
import type { SendActions } from "./send-dialogs";
import { openSession } from "./session-dialog";
import { Selection } from "./selection";
import { settings } from "./settings";
import { Store } from "./store";
import { shareEvents } from "./tabs";
import { bytesOf, copyCallback, openTest } from "./take-out-dialog";
import { t, useLanguage } from "./texts";
import { TopicsView } from "./topics-view";
import { Toolbar } from "./toolbar";

const TOAST_MS = 4000;

let hello: Hello = { limit: 10_000, samples: [] };
let state: State | undefined;
let drawFaults: ((state: State) => void) | undefined;
/** The page shows a session file, not the running session. */
let isFile = false;
let toastTimer: ReturnType<typeof setTimeout> | undefined;

const store = new Store();
const toast = h("div", { class: "toast", role: "status", "aria-live": "polite" });
const pipeline = new PipelineView({
  hour: () => advance({ ms: 3_600_000 }),
  drain: () => advance({ drain: true }),
});
const topics = new TopicsView();
const problems = new ProblemsView();
const toolbar = new Toolbar(store, () => list.update(), say);
const pin = new Pin(async (id) => {
  const result = await post<Sent>("run-again", { id });
  sent(result);
  return result.ids[0];
});
const detail = new Detail({
  repeat: (id, options) => act(post<Sent>("repeat", { id, ...options }), sent),
  runAgain: (id) => act(pin.runAgain(id)),
  pin: (id) => {
    pin.toggle(id);
    selection.refresh();
  },
  isPinned: (id) => pin.pinned === id,
  redrive: (key) => act(post<Redriven>("redrive", { keys: [key] }), redriven),
  retryNow: (key) => advance({ key }),
  edit: (callback) => void editBody(callback),
  copy: (callback, form) => void copyCallback(callback, form, { samples: hello.samples, say }),
  writeTest: (callback) => openTest(callback, say),
  back: () => selection.leave(),
});
const selection = new Selection(
  store,
  detail,
  say,
  (id) => pin.baseOf(id),
  () => toolbar.count(),
);
const { list } = selection;
const header = new Header({
  send: () => state && openSend(hello, state, sending),
  upload: () => state && openUpload(state, (request) => act(post("upload", request), () => say(t("uploaded")))),
  faults: openFaultPanel,
  redrive: () => act(post<Redriven>("redrive", {}), redriven),
  session: () => openSession(showFile),
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

const sending: SendActions = {
  send: (request) => act(post<Sent>("send", request), sent),
  edit: (request) =>
    act(post<{ readonly body: string }>("sample", request), ({ body }) => edit({ body, target: request.target })),
};

interface Sent {
  readonly ids: readonly string[];
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
  for (const part of [header, problems, pipeline, topics, toolbar, detail]) part.draw();
  list.update();
}

function sent({ ids }: Sent): void {
  say(t("sent", { count: ids.length }));
  selection.await(ids.at(-1));
}

function edit(options: Pick<EditOptions, "body" | "target" | "like">): void {
  const { targets = [] } = state ?? {};
  openEdit({ ...options, targets, send: (request) => act(post<Sent>("send-body", request), sent) });
}

async function editBody(callback: CallbackDetail): Promise<void> {
  edit({ body: new TextDecoder().decode(await bytesOf(callback)), like: callback.row.id });
}

/** Shows a session file instead of the running session, until the page is loaded again. */
function showFile(file: SessionFile, name: string): void {
  isFile = true;
  readFrom(file.callbacks);
  header.file = name;
  detail.isReadOnly = true;
  store.limit = file.callbacks.length;
  store.clear();
  store.put(file.callbacks.map(({ row }) => row));
  pipeline.show(file.state.pipeline);
  topics.show(file.state.topics ?? []);
  problems.show(file.state.problems ?? []);
  selection.reset();
}

function redriven({ results }: Redriven): void {
  const count = results.filter(({ result }) => result === "redriven").length;
  say(results.length === 0 ? t("none_dead") : t("redriven", { count }));
}

function advance(request: AdvanceRequest): void {
  act(post<Advanced>("advance", request), (result) => say(t("advanced", { ...result })));
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
    else selection.leave();
  } else if (isSearch && (key === "ArrowDown" || key === "Enter")) {
    event.preventDefault();
    const [only, second] = store.wanted;
    if (key === "Enter" && only && !second) list.open(only.id);
    else list.focus();
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
    topics.element,
    toolbar.element,
    h("div", { class: "split" }, list.element, detail.element),
  ),
  toast,
);
drawAll();

function handle({ name, data }: ServerEvent): void {
  if (isFile) return;
  switch (name) {
    case "hello":
      hello = data;
      store.limit = data.limit;
      break;
    case "reset":
      store.clear();
      selection.reset();
      break;
    case "rows":
      store.put(data);
      selection.update(data);
      toolbar.refresh();
      break;
    case "state":
      state = data;
      pipeline.show(data.pipeline);
      topics.show(data.topics);
      header.faults = data.faults.filter(({ left }) => left > 0).length;
      problems.show(data.problems);
      drawFaults?.(data);
      act(pin.update(data));
      break;
    case "live":
      header.live = data;
  }
}

/** What this tab knows, for a tab that was just opened. */
function snapshot(): ServerEvent[] {
  return [
    { name: "hello", data: hello },
    { name: "reset", data: {} },
    { name: "rows", data: store.all },
    ...(state ? [{ name: "state", data: state } as const] : []),
    { name: "live", data: header.live },
  ];
}

shareEvents({ open: openStream, handle, snapshot });
