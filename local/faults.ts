/** Faults on the API endpoint, for tests of how a client stands them. */
import type { Reply, Request } from "./http/message";

/** What goes wrong. */
export type FaultEffect =
  /** The call is carried out and its answer is lost: the connection closes. */
  | { readonly type: "drop" }
  /** The call is not carried out; this answer comes instead. */
  | {
      readonly type: "answer";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** The call is carried out after a while. */
  | { readonly type: "delay"; readonly ms: number };

/** A fault and the requests that it meets. */
export interface Fault {
  /**
   * Which requests: `METHOD host/path?query`, in which `*` stands for anything, such as `POST media-*.com/workflow` or
   * `PUT *queue*`.
   */
  readonly match: string;
  /**
   * Matching requests that pass before.
   *
   * @default 0
   */
  readonly skip?: number;
  /**
   * Matching requests that are met.
   *
   * @default 1
   */
  readonly times?: number;
  readonly effect: FaultEffect;
}

interface Armed {
  readonly fault: Fault;
  readonly pattern: RegExp;
  seen: number;
}

/** The faults that are set. */
export class Faults {
  #armed: Armed[] = [];

  add(fault: Fault): void {
    const source = fault.match.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    this.#armed.push({ fault, pattern: new RegExp(`^${source.join(".*")}$`, "s"), seen: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** Carries a request out under the faults that meet it. `undefined`: the connection must be closed without an answer. */
  async around(request: Request, carryOut: () => Promise<Reply>): Promise<Reply | undefined> {
    const effects = this.#effects(`${request.method} ${request.host}${request.target}`);
    for (const effect of effects) {
      if (effect.type === "delay") await new Promise((resolve) => setTimeout(resolve, effect.ms).unref());
    }
    const answer = effects.find((effect) => effect.type === "answer");
    const reply = answer ? { ...answer } : await carryOut();
    return effects.some((effect) => effect.type === "drop") ? undefined : reply;
  }

  #effects(line: string): FaultEffect[] {
    return this.#armed
      .filter(({ pattern }) => pattern.test(line))
      .filter((armed) => {
        const { skip = 0, times = 1 } = armed.fault;
        armed.seen++;
        return armed.seen > skip && armed.seen <= skip + times;
      })
      .map(({ fault }) => fault.effect);
  }
}
