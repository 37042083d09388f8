/** Puts the page together. */
import type { CallbackDetail, Hello, State } from "../protocol";
import { getDetail, listen, post } from "./api";
import { Detail } from "./detail";
import { openFaults, openSend, openUpload } from "./dialogs";
import { h, setText, show } from "./dom";
import { drawGraph } from "./graph";
import { List } from "./list";
import { settings } from "./settings";
import { Store } from "./store";
import type { Filter } from "./store";
import { t, useLanguage } from "./texts";
import type { TextName } from "./texts";

const FILTERS: readonly (readonly [Filter, TextName])[] = [
  ["all", "all"],
  ["good", "good"],
  ["waiting", "waitingFilter"],
  ["bad", "bad"],
];
const TOAST_MS = 4000;

let hello: Hello = { limit: 10_000, samples: [] };
let state: State | undefined;
let isLive = false;
let isPipelineShown = true;
let filter: Filter = "all";
let drawFaults: ((state: State) => void) | undefined;

const store = new Store();
const toast = h("div", { class: "toast", role: "status", "aria-live": "polite" });
const liveMark = h("span", { class: "live", role: "status" });
const count = h("span", { class: "faint", id: "count" });
const pipeline = h("section", { class: "pipeline" });
const search = h("input", {
  ...{ type: "search", id: "search", autocomplete: "off", spellcheck: "false" },
  on: {
    input: () => {
      store.search(search.value);
      changed();
    },
  },
});
const header = h("header", { class: "bar" });
const toolbar = h("div", { class: "bar tools" });

const detail = new Detail({
  repeat: (id, options) => act(post<{ ids: number[] }>("repeat", { id, ...options }), sent),
  redrive: (key) => act(post<{ results: unknown[] }>("redrive", { keys: [key] }), redriven),
  back: () => leaveDetail(),
});
const list = new List(
  store,
  (id) => void loadDetail(id),
  () => {
    document.body.classList.add("is-detail");
    if (document.activeElement?.getAttribute("role") === "listbox" && matchMedia("(max-width: 760px)").matches)
      detail.focus();
  },
);

function drawAll(): void {
  const { language, theme } = settings;
  useLanguage(language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset["theme"] = theme;
  document.title = t("title");
  drawHeader();
  drawToolbar();
  drawPipeline();
  drawLive();
  detail.draw();
  changed();
}

function drawHeader(): void {
  const button = (text: string, click: () => void, props: Record<string, string> = {}): HTMLElement =>
    h("button", { type: "button", ...props, on: { click } }, text);
  show(
    header,
    h("h1", {}, t("title")),
    liveMark,
    h("span", { class: "faint wide-only" }, t("simulation")),
    h("span", { class: "grow" }),
    button(t("send"), () => state && openSend(hello, state, send), { class: "primary", id: "send" }),
    button(t("upload"), () => state && openUpload(state, upload), { id: "upload" }),
    button(t("faults"), openFaultPanel, { id: "faults" }),
    button(t("redriveAll"), () => act(post<{ results: unknown[] }>("redrive", {}), redriven), { id: "redrive" }),
    button(t("language"), switchLanguage, {
      "aria-label": t("languageLabel"),
      lang: settings.language === "en" ? "zh-CN" : "en",
      id: "language",
    }),
    button(t(settings.theme === "dark" ? "light" : "dark"), switchTheme, {
      "aria-label": t("themeLabel"),
      id: "theme",
    }),
  );
}

function drawToolbar(): void {
  search.placeholder = t("search");
  search.setAttribute("aria-label", t("searchLabel"));
  show(
    toolbar,
    search,
    h(
      "div",
      { class: "chips", role: "group", "aria-label": t("outcome") },
      ...FILTERS.map(([name, text]) =>
        h(
          "button",
          {
            ...{ type: "button", "aria-pressed": String(name === filter), "data-filter": name },
            on: {
              click: () => {
                filter = name;
                store.filter(name);
                drawToolbar();
                toolbar.querySelector<HTMLElement>(`[data-filter=${name}]`)?.focus();
                changed();
              },
            },
          },
          t(text),
        ),
      ),
    ),
    count,
  );
}

function drawPipeline(): void {
  const toggle = h(
    "button",
    {
      ...{ type: "button", class: "quiet", "aria-expanded": String(isPipelineShown) },
      on: {
        click: () => {
          isPipelineShown = !isPipelineShown;
          drawPipeline();
          pipeline.querySelector<HTMLElement>("button")?.focus();
        },
      },
    },
    t(isPipelineShown ? "hidePipeline" : "showPipeline"),
  );
  const graph = state?.pipeline;
  const hasFocus = pipeline.contains(document.activeElement);
  const scrolled = pipeline.querySelector(".graph")?.scrollLeft ?? 0;
  show(
    pipeline,
    h("div", { class: "section-head" }, h("h2", {}, t("pipeline")), toggle),
    isPipelineShown &&
      (graph && graph.nodes.length > 0
        ? drawGraph(graph, t("pipeline"))
        : h("p", { class: "empty" }, t("notDeployed"))),
  );
  const drawn = pipeline.querySelector<HTMLElement>(".graph");
  if (drawn) drawn.scrollLeft = scrolled;
  if (hasFocus) (drawn ?? toggle).focus();
}

function drawLive(): void {
  liveMark.className = isLive ? "live" : "live is-off";
  setText(liveMark, t(isLive ? "live" : "offline"));
}

function changed(): void {
  setText(count, t("shown", { shown: store.wanted.length, all: store.size }));
  list.update();
}

let loaded: CallbackDetail | undefined;

async function loadDetail(id: number): Promise<void> {
  try {
    const found = await getDetail(id);
    if (list.selected !== id) return; // another one was chosen meanwhile
    loaded = found;
    detail.show(found);
  } catch (error) {
    say((error as Error).message);
  }
}

function leaveDetail(): void {
  document.body.classList.remove("is-detail");
  list.focus();
}

function send(request: object): void {
  act(post<{ ids: number[] }>("send", request), sent);
}

function upload(request: object): void {
  act(post("upload", request), () => say(t("uploaded")));
}

/** Chooses what was just sent, as soon as it is in the list. */
let awaited: number | undefined;

function sent({ ids }: { readonly ids: readonly number[] }): void {
  say(t("sent", { count: ids.length }));
  awaited = ids.at(-1);
  chooseAwaited();
}

function chooseAwaited(): void {
  if (awaited === undefined || !store.get(awaited)) return;
  list.select(awaited);
  awaited = undefined;
}

function redriven({ results }: { readonly results: readonly unknown[] }): void {
  say(results.length === 0 ? t("none_dead") : t("redriven", { count: results.length }));
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

let toastTimer: ReturnType<typeof setTimeout> | undefined;

function say(text: string): void {
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.textContent = ""), TOAST_MS);
}

function switchLanguage(): void {
  settings.language = settings.language === "en" ? "zh" : "en";
  drawAll();
  document.getElementById("language")?.focus();
}

function switchTheme(): void {
  settings.theme = settings.theme === "dark" ? "light" : "dark";
  drawAll();
  document.getElementById("theme")?.focus();
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
  if (document.querySelector("dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape") {
    if (event.target === search && search.value !== "") {
      search.value = "";
      store.search("");
      changed();
    } else leaveDetail();
  } else if ((event.key === "ArrowDown" || event.key === "Enter") && event.target === search) {
    event.preventDefault();
    list.focus();
  }
});

document.body.append(
  header,
  h("main", {}, pipeline, toolbar, h("div", { class: "split" }, list.element, detail.element)),
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
    changed();
  },
  rows: (rows) => {
    store.put(rows);
    changed();
    chooseAwaited();
    const now = rows.find(({ id }) => id === list.selected);
    if (now && loaded?.row.outcome !== now.outcome) void loadDetail(now.id);
  },
  state: (value) => {
    const before = JSON.stringify(state?.pipeline);
    state = value;
    if (before !== JSON.stringify(value.pipeline)) drawPipeline();
    drawFaults?.(value);
    const faults = document.getElementById("faults");
    if (faults) setText(faults, value.faults.length > 0 ? `${t("faults")} (${value.faults.length})` : t("faults"));
  },
  live: (value) => {
    isLive = value;
    drawLive();
  },
});
