/** Faults on the API endpoint, on events, on callbacks and on calls of functions, to test clients and functions. */
import type { Fault, FaultEffect } from "./fault";
import type { Reply, Request } from "./http/message";

export type { Fault, FaultEffect } from "./fault";

/** An active fault, and how often it has matched. */
export interface ActiveFault {
  /** Counts up from 1. */
  readonly id: number;
  readonly fault: Fault;
  readonly seen: number;
  /** Number of matches that it can still affect; 0 for a spent fault. */
  readonly left: number;
}

type MutableFault = Pick<ActiveFault, "id" | "fault"> & { seen: number; readonly pattern: RegExp };

/** The active faults. */
export class Faults {
  #active: MutableFault[] = [];
  #lastId = 0;

  /** @param kill ends the process whose key signed the request */
  constructor(private readonly kill: (secretId: string) => void = () => {}) {}

  /** In the order in which they were added. */
  get all(): readonly ActiveFault[] {
    return this.#active.map(({ id, fault, seen }) => {
      const { skip = 0, times = 1 } = fault;
      return { id, fault, seen, left: Math.min(times, Math.max(0, skip + times - seen)) };
    });
  }

  add(fault: Fault): void {
    const source = fault.match.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    this.#active.push({ id: ++this.#lastId, fault, pattern: new RegExp(`^${source.join(".*")}$`, "s"), seen: 0 });
  }

  remove(id: number): void {
    this.#active = this.#active.filter((active) => active.id !== id);
  }

  clear(): void {
    this.#active = [];
  }

  /** Executes a request under the faults that match it. `undefined`: close the connection without an answer. */
  async around(request: Request, execute: () => Promise<Reply>): Promise<Reply | undefined> {
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
    const reply = answer ? { ...answer } : await execute();
    if (kill) this.kill(secretId);
    return kill || effects.some((effect) => effect.type === "drop") ? undefined : reply;
  }

  /** The delays in milliseconds of an event or a callback, one for each time that it arrives. */
  delaysOf(line: string): number[] {
    return delaysIn(this.effectsOf(line));
  }

  /** @param line in the form of `Fault.match`, without `*`; every call counts as a match */
  effectsOf(line: string): FaultEffect[] {
    return this.#active
      .filter(({ pattern }) => pattern.test(line))
      .filter((active) => {
        const { skip = 0, times = 1, chance = 1 } = active.fault;
        active.seen++;
        return active.seen > skip && active.seen <= skip + times && (chance >= 1 || Math.random() < chance);
      })
      .map(({ fault }) => fault.effect);
  }
}

/** The delays in milliseconds under these effects, one for each arrival. */
export function delaysIn(effects: readonly FaultEffect[]): number[] {
  if (effects.some((effect) => effect.type === "drop")) return [];
  const times = effects.find((effect) => effect.type === "repeat")?.times ?? 1;
  const delayMs = effects.reduce((sum, effect) => (effect.type === "delay" ? sum + effect.ms : sum), 0);
  return Array.from({ length: times }, () => delayMs);
}
