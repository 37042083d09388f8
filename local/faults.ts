/** Faults on the API endpoint, on events, on callbacks and on calls of functions, to see how a client or a function stands them. */
import type { Fault, FaultEffect } from "./fault";
import type { Reply, Request } from "./http/message";

export type { Fault, FaultEffect } from "./fault";

/** A fault that is set, and how often it has matched. */
export interface ArmedFault {
  /** Counts up from 1. */
  readonly id: number;
  readonly fault: Fault;
  readonly seen: number;
}

type Armed = { -readonly [Name in keyof ArmedFault]: ArmedFault[Name] } & { readonly pattern: RegExp };

/** The faults that are set. */
export class Faults {
  #armed: Armed[] = [];
  #lastId = 0;

  /** @param kill ends the process that signs with a key */
  constructor(private readonly kill: (secretId: string) => void = () => {}) {}

  /** In the order in which they were set. */
  get all(): readonly ArmedFault[] {
    return this.#armed.map(({ id, fault, seen }) => ({ id, fault, seen }));
  }

  add(fault: Fault): void {
    const source = fault.match.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    this.#armed.push({ id: ++this.#lastId, fault, pattern: new RegExp(`^${source.join(".*")}$`, "s"), seen: 0 });
  }

  remove(id: number): void {
    this.#armed = this.#armed.filter((armed) => armed.id !== id);
  }

  clear(): void {
    this.#armed = [];
  }

  /** Carries a request out under the faults that meet it. `undefined`: the connection must be closed without an answer. */
  async around(request: Request, carryOut: () => Promise<Reply>): Promise<Reply | undefined> {
    const effects = this.effectsOf(`${request.method} ${request.host}${request.target}`);
    for (const effect of effects) {
      if (effect.type === "delay") await new Promise((resolve) => setTimeout(resolve, effect.ms).unref());
    }
    const kill = effects.find((effect) => effect.type === "kill");
    const secretId = /(?:^|&)q-ak=([^&]*)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (kill?.when === "before") {
      this.kill(secretId);
      return undefined;
    }
    const answer = effects.find((effect) => effect.type === "answer");
    const reply = answer ? { ...answer } : await carryOut();
    if (kill) this.kill(secretId);
    return kill || effects.some((effect) => effect.type === "drop") ? undefined : reply;
  }

  /** For every time that an event or a callback arrives, the milliseconds by which it is late. */
  delaysOf(line: string): number[] {
    return delaysIn(this.effectsOf(line));
  }

  /** What meets this line; asking counts as being met. */
  effectsOf(line: string): FaultEffect[] {
    return this.#armed
      .filter(({ pattern }) => pattern.test(line))
      .filter((armed) => {
        const { skip = 0, times = 1, chance = 1 } = armed.fault;
        armed.seen++;
        return armed.seen > skip && armed.seen <= skip + times && (chance >= 1 || Math.random() < chance);
      })
      .map(({ fault }) => fault.effect);
  }
}

/** For every time that it arrives, the milliseconds by which something is late that these effects meet. */
export function delaysIn(effects: readonly FaultEffect[]): number[] {
  if (effects.some((effect) => effect.type === "drop")) return [];
  const times = effects.find((effect) => effect.type === "repeat")?.times ?? 1;
  const late = effects.reduce((sum, effect) => (effect.type === "delay" ? sum + effect.ms : sum), 0);
  return Array.from({ length: times }, () => late);
}
