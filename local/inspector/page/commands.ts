/** Requests to the server that the user starts, and messages about their answers. */
import type { Advanced, AdvanceRequest, CallbackDetail, Hello, State } from "../protocol";
import { post } from "./api";
import { openEdit } from "./edit-dialog";
import type { EditOptions } from "./edit-dialog";
import { openFaults } from "./fault-panel";
import { openSend } from "./send-dialogs";
import { bytesOf } from "./copy-callback";
import { t } from "./texts";
import { handleAnswer, say } from "./toast";

export interface Sent {
  readonly ids: readonly string[];
}

interface Redriven {
  readonly results: readonly { readonly result: string }[];
}

export class Commands {
  hello: Hello = { limit: 10_000, samples: [] };
  #state: State | undefined;
  #drawFaults: ((state: State) => void) | undefined;

  /** @param onSent called with the id of the last callback that was sent */
  constructor(private readonly onSent: (id: string | undefined) => void) {}

  get state(): State | undefined {
    return this.#state;
  }

  set state(state: State) {
    this.#state = state;
    this.#drawFaults?.(state);
  }

  openSend(): void {
    if (!this.#state) return;
    openSend(this.hello, this.#state, {
      send: (request) => this.send("send", request),
      edit: (request) =>
        handleAnswer(post<{ readonly body: string }>("sample", request), ({ body }) =>
          this.#edit({ body, target: request.target }),
        ),
    });
  }

  openFaults(): void {
    if (!this.#state) return;
    this.#drawFaults = openFaults(this.#state, {
      add: (fault) => handleAnswer(post("faults", fault)),
      remove: (id) => handleAnswer(post("faults/remove", id === undefined ? {} : { id })),
    });
  }

  /** Posts a request that sends callbacks. */
  send(path: string, request: object): void {
    handleAnswer(post<Sent>(path, request), (sent) => this.sent(sent));
  }

  sent({ ids }: Sent): void {
    say(t("sent", { count: ids.length }));
    this.onSent(ids.at(-1));
  }

  async edit(callback: CallbackDetail): Promise<void> {
    this.#edit({ body: new TextDecoder().decode(await bytesOf(callback)), like: callback.row.id });
  }

  /** Re-drives dead callbacks: those with these keys, or all. */
  redrive(keys?: readonly string[]): void {
    handleAnswer(post<Redriven>("redrive", { keys }), ({ results }) => {
      const count = results.filter(({ result }) => result === "redriven").length;
      say(results.length === 0 ? t("none_dead") : t("redriven", { count }));
    });
  }

  advance(request: AdvanceRequest): void {
    handleAnswer(post<Advanced>("advance", request), (result) => say(t("advanced", { ...result })));
  }

  #edit(options: Pick<EditOptions, "body" | "target" | "like">): void {
    const { targets = [] } = this.#state ?? {};
    openEdit({ ...options, targets, send: (request) => this.send("send-body", request) });
  }
}
