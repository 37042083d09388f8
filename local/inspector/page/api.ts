/** Calls the server. */
import type { CallbackDetail, CallbackRow, Hello, State } from "../protocol";

export interface StreamHandlers {
  readonly hello: (hello: Hello) => void;
  readonly reset: () => void;
  readonly rows: (rows: readonly CallbackRow[]) => void;
  readonly state: (state: State) => void;
  /** Whether the server is reachable. */
  readonly live: (isLive: boolean) => void;
}

/** Subscribes to events. The browser reconnects by itself and reports the last event that it received. */
export function listen(handlers: StreamHandlers): void {
  const source = new EventSource("api/events");
  const on = <T>(name: string, handle: (data: T) => void): void => {
    source.addEventListener(name, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as T));
  };
  on("hello", handlers.hello);
  on("reset", handlers.reset);
  on("rows", handlers.rows);
  on("state", handlers.state);
  source.onopen = () => handlers.live(true);
  source.onerror = () => handlers.live(false);
}

export function getDetail(id: number): Promise<CallbackDetail> {
  return read<CallbackDetail>(fetch(`api/callbacks/${id}`));
}

/** Rejects with the server's message. */
export function post<T>(path: string, body: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  return read<T>(fetch(`api/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function read<T>(request: Promise<Response>): Promise<T> {
  const response = await request;
  const value = (await response.json()) as T & { readonly error?: string };
  if (!response.ok) throw new Error(value.error ?? response.statusText);
  return value;
}
