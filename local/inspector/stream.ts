/**
 * Server-sent events: changed rows, and the current state. A page that reconnects sends the last event that it received
 * in `Last-Event-ID`, and gets the events that it missed, or all rows if those events are no longer kept.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Hello, State } from "./protocol";
import type { Recorded, Recorder } from "./recorder";

/** Rows are sent in chunks of this size, so that the page can show the first ones early. */
const ROWS_PER_EVENT = 1000;
/** A page that does not read is disconnected: it reconnects and gets the events that it missed. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 32;
const HEARTBEAT_MS = 15_000;

interface Page {
  readonly response: ServerResponse;
  /** Last change that was sent to the page. */
  revision: number;
  state: string;
}

export class Stream {
  /** Distinguishes this run's ids from those of an earlier run on the same port. */
  readonly #epoch = randomBytes(6).toString("hex");
  readonly #pages = new Set<Page>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(
    private readonly recorder: Pick<Recorder, "revision" | "since" | "all">,
    private readonly hello: Hello,
    private readonly state: () => State,
  ) {
    this.#heartbeat = setInterval(() => this.#forEachPage((page) => this.#write(page, ":\n\n")), HEARTBEAT_MS).unref();
  }

  /** Connected pages. */
  get size(): number {
    return this.#pages.size;
  }

  /** Connects a page. False if too many pages are connected. */
  open(response: ServerResponse, lastEventId: string | undefined): boolean {
    if (this.#pages.size >= MAX_PAGES) return false;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    const revision = this.#revisionIn(lastEventId);
    const page: Page = { response, revision: revision ?? 0, state: "" };
    this.#pages.add(page);
    response.on("close", () => this.#pages.delete(page));
    this.#write(page, `retry: 1000\n${eventOf("hello", this.hello)}`);
    if (revision === undefined) this.#sendAllRows(page);
    else this.#sendChanges(page);
    this.#sendState(page, JSON.stringify(this.state()));
    return true;
  }

  /** Sends changes to all pages. */
  send(): void {
    if (this.#pages.size === 0) return;
    const state = JSON.stringify(this.state());
    this.#forEachPage((page) => {
      this.#sendChanges(page);
      this.#sendState(page, state);
    });
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#forEachPage(({ response }) => response.destroy());
  }

  /** Last revision that a page has received; `undefined` for a new page, and for a page of another run. */
  #revisionIn(id: string | undefined): number | undefined {
    const [, epoch, revision] = /^([0-9a-f]+)-(\d{1,15})$/.exec(id ?? "") ?? [];
    if (epoch !== this.#epoch) return undefined;
    return this.recorder.since(Number(revision)) && Number(revision);
  }

  #sendChanges(page: Page): void {
    if (page.revision === this.recorder.revision) return;
    const changed = this.recorder.since(page.revision);
    if (changed) this.#writeRows(page, changed);
    else this.#sendAllRows(page);
  }

  #sendAllRows(page: Page): void {
    this.#write(page, eventOf("reset", {}));
    this.#writeRows(page, this.recorder.all());
  }

  #writeRows(page: Page, recorded: readonly Recorded[]): void {
    for (let start = 0; start < recorded.length; start += ROWS_PER_EVENT) {
      const part = recorded.slice(start, start + ROWS_PER_EVENT);
      const id = `${this.#epoch}-${part.at(-1)!.revision}`;
      this.#write(
        page,
        `id: ${id}\n${eventOf(
          "rows",
          part.map(({ row }) => row),
        )}`,
      );
    }
    page.revision = this.recorder.revision;
  }

  #sendState(page: Page, state: string): void {
    if (page.state === state) return;
    page.state = state;
    this.#write(page, `event: state\ndata: ${state}\n\n`);
  }

  #write({ response }: Page, text: string): void {
    if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
    else response.write(text);
  }

  #forEachPage(action: (page: Page) => void): void {
    for (const page of this.#pages) action(page);
  }
}

/** JSON contains no line breaks, which would end the data. */
function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
