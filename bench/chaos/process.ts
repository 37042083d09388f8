import type { Clock, Store } from "../../handler/delivery/durable/store";
import type { Random } from "./random";
import type { Scheduler } from "./scheduler";
import type { SimulatedCos } from "./cos";

/** Probabilities of faults at each store operation of a process. All are 0 once the faults have ended. */
export interface FaultRates {
  /** The operation fails and has no effect. */
  readonly fails: number;
  /** The operation takes effect, but its answer is lost. */
  readonly answerLost: number;
  /** The process dies, before or after the operation. */
  readonly dies: number;
  /** The operation fails, but takes effect later. */
  readonly comesLater: number;
  /** A read returns other content than the stored one. */
  readonly damages: number;
  /** The operation takes at least as long as a lease. */
  readonly stalls: number;
}

export const NO_FAULTS: FaultRates = { fails: 0, answerLost: 0, comesLater: 0, damages: 0, dies: 0, stalls: 0 };

/** Observer of a process. */
export interface Observer {
  trace(line: string): void;
  /** Called at each operation, and if a process dies there. */
  hit(step: string, isDeath: boolean): void;
}

/** How often a failed operation is retried, as the COS client does. */
const REPEATS = 2;

/**
 * A process of a function: it may fail, stall or die at each operation; the promises of a dead process never resolve.
 */
export class SimulatedProcess {
  alive = true;
  #ended = false;
  readonly clock: Clock;
  readonly store: Store;
  #offsetMs: number;

  constructor(
    readonly kind: string,
    readonly name: string,
    /** Milliseconds that its clock is fast or slow; it jumps occasionally. */
    private readonly skewMs: number,
    /** Damages content that was read. */
    private readonly damage: (object: string, content: Uint8Array) => Uint8Array,
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly faultRates: () => FaultRates,
    cos: SimulatedCos,
    private readonly observer: Observer,
  ) {
    const draw = (): number => random.between(-skewMs, skewMs);
    this.#offsetMs = draw();
    const now = (): number => {
      if (this.skewMs > 0 && random.chance(0.02)) this.#offsetMs = draw();
      return scheduler.now + this.#offsetMs;
    };
    this.clock = { now, elapsed: () => scheduler.now, sleep: (ms) => this.sleep(ms) };
    this.store = {
      create: (object, content) => this.#operate("create", object, () => cos.create(object, content)),
      put: (object, content) => this.#operate("put", object, () => cos.put(object, content)),
      get: (object) => this.#operate("get", object, () => cos.read(object)),
      delete: (object) => this.#operate("delete", object, () => cos.delete(object)),
      list: (prefix, after) => this.#operate("list", prefix, () => cos.list(prefix, after)),
    };
  }

  /** The process has finished; the platform may keep it or not. */
  end(): void {
    this.#ended = true;
  }

  kill(why: string): void {
    if (!this.alive || this.#ended) return;
    this.alive = false;
    this.observer.trace(`${this.name} dies: ${why}`);
  }

  sleep(ms: number): Promise<void> {
    return this.scheduler.sleep(ms, () => this.alive);
  }

  async #operate<T>(verb: string, object: string, effect: () => T | Promise<T>): Promise<T> {
    for (let repeats = this.random.between(0, REPEATS); ; repeats--) {
      try {
        return await this.#once(verb, object, effect);
      } catch (error) {
        if (repeats === 0) throw error;
      }
    }
  }

  async #once<T>(verb: string, object: string, effect: () => T | Promise<T>): Promise<T> {
    const { random, observer } = this;
    const step = `${this.kind} ${verb} ${object.slice(0, object.indexOf("/") + 1)}`;
    const die = (when: string): Promise<T> => {
      observer.hit(step, true);
      this.kill(`${when} ${verb} ${object}`);
      return new Promise(() => {});
    };
    observer.hit(step, false);
    await this.sleep(this.#latency());
    const { fails, answerLost, dies, comesLater, damages } = this.faultRates();
    if (random.chance(dies)) return die("before");
    if (random.chance(fails)) {
      observer.trace(`${this.name} ${verb} ${object}: fails`);
      throw new Error(`${verb} ${object} failed`);
    }
    if (/^(create|put|delete)$/.test(verb) && random.chance(comesLater)) {
      observer.trace(`${this.name} ${verb} ${object}: times out, and happens later`);
      void this.scheduler.sleep(random.between(1000, 120_000)).then(effect);
      throw new Error(`${verb} ${object} timed out`);
    }
    let result = await effect();
    if (result instanceof Uint8Array && random.chance(damages)) result = this.damage(object, result) as Awaited<T>;
    observer.trace(`${this.name} ${verb} ${object}: ${describe(result)}`);
    if (random.chance(dies)) return die("after");
    await this.sleep(this.#latency());
    if (random.chance(answerLost)) {
      observer.trace(`${this.name} ${verb} ${object}: the answer is lost`);
      throw new Error(`the answer to ${verb} ${object} was lost`);
    }
    return result;
  }

  #latency(): number {
    const { random } = this;
    if (random.chance(this.faultRates().stalls)) return random.between(20_000, 150_000);
    return random.chance(0.1) ? random.between(20, 3000) : random.between(1, 20);
  }
}

function describe(result: unknown): string {
  if (result instanceof Uint8Array) return `${result.length} bytes`;
  return Array.isArray(result) ? `${result.length} objects` : String(result);
}
