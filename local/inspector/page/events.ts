/** The server's event stream. */
import type { CallbackRow, Hello, State } from "../protocol";

/** `live`: whether the server is reachable. */
export type ServerEvent =
  | { readonly name: "hello"; readonly data: Hello }
  | { readonly name: "reset"; readonly data: object }
  | { readonly name: "rows"; readonly data: readonly CallbackRow[] }
  | { readonly name: "state"; readonly data: State }
  | { readonly name: "live"; readonly data: boolean };

const NAMES = ["hello", "reset", "rows", "state"] as const;
/** Wait before a stream that the server refused is opened again. */
const REOPEN_MS = 2000;

/** Opens the stream; returns a function that closes it. The browser reconnects and sends the id of its last event. */
export function openStream(emit: (event: ServerEvent) => void): () => void {
  let [close, isClosed] = [(): void => {}, false];
  const open = (): void => {
    const source = new EventSource("api/events");
    close = () => source.close();
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        emit({ name, data: JSON.parse((event as MessageEvent<string>).data) as unknown } as ServerEvent);
      });
    }
    source.onopen = () => emit({ name: "live", data: true });
    source.onerror = () => {
      emit({ name: "live", data: false });
      if (source.readyState === EventSource.CLOSED) setTimeout(() => isClosed || open(), REOPEN_MS);
    };
  };
  open();
  return () => {
    isClosed = true;
    close();
  };
}
