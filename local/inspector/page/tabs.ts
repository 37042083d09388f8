/**
 * One event stream for all tabs of the page. A browser allows six connections to a server, and each stream occupies
 * one: six tabs with streams of their own could send no request. A Web Lock elects the tab that opens the stream; the
 * tab passes the events on to the others. If the tab is closed, another one gets the lock. (The page's policy for
 * trusted types rules out a shared worker, which would need a script URL.)
 */
import type { ServerEvent } from "./events";

/** Messages between tabs. `to` names the tab that requested all known data. */
type Message =
  | { readonly event: ServerEvent }
  | { readonly join: string }
  | { readonly to: string; readonly events: readonly ServerEvent[] };

const NAME = "inspector-events";
const JOIN_AGAIN_MS = 1000;
/** A tab that received nothing from other tabs for this time opens its own stream. */
const ALONE_MS = 10_000;

export interface TabOptions {
  /** Opens the stream; returns a function that closes it. */
  readonly open: (emit: (event: ServerEvent) => void) => () => void;
  readonly handle: (event: ServerEvent) => void;
  /** The state of this tab, as events. */
  readonly snapshot: () => readonly ServerEvent[];
}

/** Handles every event of the server, whichever tab receives it. */
export function shareEvents({ open, handle, snapshot }: TabOptions): void {
  if (!("locks" in navigator) || !("BroadcastChannel" in window)) return void open(handle);
  const channel = new BroadcastChannel(NAME);
  const post = (message: Message): void => channel.postMessage(message);
  const id = crypto.randomUUID();
  let close: (() => void) | undefined;
  let [isLeading, hasJoined] = [false, false];

  const openOnce = (): void => {
    close ??= open((event) => {
      handle(event);
      if (isLeading) post({ event });
    });
  };
  const join = (): void => {
    if (!close) post({ join: id });
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if ("join" in data) return isLeading ? post({ to: data.join, events: snapshot() }) : undefined;
    if (isLeading) return;
    if (close) {
      // This tab opened a stream since it got no answer in time, but another tab has one.
      close();
      close = undefined;
      return join();
    }
    // Events before the snapshot are part of it: one tab sends both, in order.
    if ("to" in data && data.to === id) {
      hasJoined = true;
      data.events.forEach(handle);
    } else if ("event" in data && hasJoined) handle(data.event);
  };
  void navigator.locks.request(NAME, () => {
    isLeading = true;
    openOnce();
    for (const event of snapshot()) post({ event }); // to tabs that used the stream of a closed tab
    return new Promise(() => {}); // until this tab is closed
  });

  join();
  const timer = setInterval(() => (hasJoined ? clearInterval(timer) : join()), JOIN_AGAIN_MS);
  setTimeout(() => hasJoined || openOnce(), ALONE_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") join(); // a tab that was frozen has missed events
  });
}
