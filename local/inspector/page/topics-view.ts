/** Topics with the offsets of their partitions. */
import type { TopicRow } from "../topic-row";
import { h, keepFocus, show } from "./dom";
import { t } from "./texts";

export class TopicsView {
  readonly element = h("section", { class: "topics", hidden: true });
  #topics: readonly TopicRow[] = [];
  /** Addresses of topics whose partitions the user opened. */
  readonly #expanded = new Set<string>();

  /** Renders the topics if they have changed. */
  show(topics: readonly TopicRow[]): void {
    if (JSON.stringify(topics) === JSON.stringify(this.#topics)) return;
    this.#topics = topics;
    this.draw();
  }

  draw(): void {
    this.element.hidden = this.#topics.length === 0;
    this.element.setAttribute("aria-label", t("topics"));
    keepFocus(this.element, () => show(this.element, ...this.#topics.map((topic) => this.#item(topic))));
  }

  #item(row: TopicRow): HTMLElement {
    const { address, topic, instanceId, partitions, readers, lag } = row;
    const toggle = (event: Event): void => {
      if ((event.target as HTMLDetailsElement).open) this.#expanded.add(address);
      else this.#expanded.delete(address);
    };
    const messages = partitions.reduce((sum, { end }) => sum + end, 0);
    return h(
      "details",
      { open: this.#expanded.has(address), on: { toggle } },
      h(
        "summary",
        { "data-key": address },
        h("strong", {}, `${t("node_topic")} ${topic}`),
        h("span", { class: "mono faint" }, instanceId),
        h("span", {}, t("topicSize", { partitions: partitions.length, messages })),
        h(
          "span",
          { class: lag > 0 ? "pill is-waiting" : "pill is-done" },
          readers.length === 0 ? t("noReader") : t("topicLag", { lag }),
        ),
      ),
      table(row),
    );
  }
}

/** One line for each partition, with two columns for each function that reads it. */
function table({ topic, partitions, readers }: TopicRow): HTMLElement {
  const head = (text: string): HTMLElement => h("th", { scope: "col" }, text);
  return h(
    "table",
    { "aria-label": `${t("node_topic")} ${topic}` },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...[t("partition"), t("endOffset")].map(head),
        ...readers.flatMap((name) => [head(`${t("readOffset")} ${name}`), head(t("fact_lag"))]),
      ),
    ),
    h(
      "tbody",
      {},
      ...partitions.map(({ end, offsets }, partition) =>
        h(
          "tr",
          {},
          ...[partition, end, ...offsets.flatMap((offset) => [offset, end - offset])].map((value) =>
            h("td", {}, value),
          ),
        ),
      ),
    ),
  );
}
