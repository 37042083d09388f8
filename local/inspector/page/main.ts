/** Builds the page. */
import type { SessionFile } from "../protocol";
import { post, readFrom } from "./api";
import { Commands } from "./commands";
import type { Sent } from "./commands";
import { Comparing } from "./comparing";
import { Detail } from "./detail";
import { h } from "./dom";
import { openStream } from "./events";
import type { ServerEvent } from "./events";
import { Header } from "./header";
import { listenToKeys } from "./keyboard";
import { Pin } from "./pin";
import { PipelineView } from "./pipeline-view";
import { ProblemsView } from "./problems-view";
import { openSession } from "./session-dialog";
import { Selection } from "./selection";
import { settings } from "./settings";
import { Store } from "./store";
import { shareEvents } from "./tabs";
import { copyCallback, openTest } from "./copy-callback";
import { loadLanguages, t, useLanguage } from "./texts";
import { handleAnswer, say, toast } from "./toast";
import { TopicsView } from "./topics-view";
import { Toolbar } from "./toolbar";
import { createViews } from "./views";

/** The page shows a session file, not the running session. */
let isFile = false;

const store = new Store();
const commands = new Commands((id) => selection.selectWhenListed(id));
const views = createViews(() => commands.state);
const pipeline = new PipelineView(
  {
    hour: () => commands.advance({ ms: 3_600_000 }),
    drain: () => commands.advance({ drain: true }),
  },
  views,
);
const topics = new TopicsView();
const problems = new ProblemsView();
const toolbar = new Toolbar(store, () => list.update(), say);
const pin = new Pin(async (id) => {
  const result = await post<Sent>("run-again", { id });
  commands.sent(result);
  return result.ids[0];
});
const comparing = new Comparing(() => selection.refresh());
const detail = new Detail({
  repeat: (id, options) => commands.send("repeat", { id, ...options }),
  runAgain: (id) => handleAnswer(pin.runAgain(id)),
  pin: (id) => {
    pin.toggle(id);
    selection.refresh();
  },
  isPinned: (id) => pin.pinned === id,
  compareBuilds: (callback) => handleAnswer(import("./builds-dialog").then(({ openBuilds }) => openBuilds(callback))),
  compareWith: (id) => {
    comparing.toggle(id);
    selection.refresh();
    if (comparing.marked !== id) return;
    say(t("compareWithHint"));
    selection.leave();
  },
  isCompared: (id) => comparing.marked === id,
  redrive: (key) => commands.redrive([key]),
  retryNow: (key) => commands.advance({ key }),
  edit: (callback) => void commands.edit(callback),
  copy: (callback, form) => void copyCallback(callback, form, { samples: commands.hello.samples, say }),
  writeTest: (callback) => openTest(callback, say),
  object: ({ bucket, key }) => views.objects(bucket, key),
  back: () => selection.leave(),
});
const selection = new Selection(store, detail, say, baseOf, () => toolbar.count());
const { list } = selection;
const header = new Header({
  send: () => commands.openSend(),
  upload: () => views.upload(),
  faults: () => commands.openFaults(),
  redrive: () => commands.redrive(),
  session: () => openSession(showFile),
  language: () => {
    settings.language = settings.language === "en" ? "zh" : "en";
    void drawAll().then(() => header.focus("language"));
  },
  theme: () => {
    settings.theme = settings.theme === "dark" ? "light" : "dark";
    void drawAll().then(() => header.focus("theme"));
  },
});

/** The callback to which another one is compared: the one that the user has marked, else an earlier run. */
function baseOf(id: string): ReturnType<ConstructorParameters<typeof Selection>[3]> {
  const { marked, end } = comparing;
  if (marked !== undefined && marked !== id) return { id: marked, end };
  const run = pin.baseOf(id);
  return run === undefined ? undefined : { id: run };
}

async function drawAll(): Promise<void> {
  const { language, theme } = settings;
  document.documentElement.dataset["theme"] = theme;
  await useLanguage(language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  for (const part of [header, problems, pipeline, topics, toolbar, detail]) part.draw();
  list.update();
}

/** Shows a session file instead of the running session, until the page is loaded again. */
function showFile(file: SessionFile, name: string): void {
  isFile = true;
  readFrom(file.callbacks);
  header.file = name;
  detail.isReadOnly = true;
  pipeline.isReadOnly = true;
  store.limit = file.callbacks.length;
  store.clear();
  store.put(file.callbacks.map(({ row }) => row));
  pipeline.show(file.state.pipeline);
  topics.show(file.state.topics ?? []);
  problems.show(file.state.problems ?? []);
  selection.reset();
}

listenToKeys({ toolbar, list, store, leave: () => selection.leave() });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => void drawAll());
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
void drawAll().then(loadLanguages);

function handle({ name, data }: ServerEvent): void {
  if (isFile) return;
  switch (name) {
    case "hello":
      commands.hello = data;
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
      commands.state = data;
      pipeline.show(data.pipeline);
      topics.show(data.topics);
      header.faults = data.faults.filter(({ left }) => left > 0).length;
      problems.show(data.problems);
      handleAnswer(pin.update(data));
      break;
    case "live":
      header.live = data;
  }
}

/** The state of this tab, for a newly opened tab. */
function snapshot(): ServerEvent[] {
  return [
    { name: "hello", data: commands.hello },
    { name: "reset", data: {} },
    { name: "rows", data: store.all },
    ...(commands.state ? [{ name: "state", data: commands.state } as const] : []),
    { name: "live", data: header.live },
  ];
}

shareEvents({ open: openStream, handle, snapshot });
