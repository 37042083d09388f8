import type { Clock, Store } from "../../handler/delivery/durable/store";
import type { Random } from "./random";
import type { Scheduler } from "./scheduler";
import type { SimulatedCos } from "./cos";

/** Chances of what can go wrong at each operation of a process on the store. All 0 in calm weather. */
export interface Weather {
  /** The operation fails, and has not happened. */
  readonly fails: number;
  /** The operation happens, and its answer is lost. */
  readonly answerLost: number;
  /** The process dies, before the operation or after it. */
  readonly dies: number;
  /** The operation fails, and happens later. */
  readonly comesLater: number;
  /** A read gives something else than what is there. */
  readonly damages: number;
  /** The operation takes as long as a lease and more. */
  readonly stalls: number;
}

export const CALM: Weather = { fails: 0, answerLost: 0, comesLater: 0, damages: 0, dies: 0, stalls: 0 };

/** Who takes note of what a process does. */
export interface Observer {
  trace(line: string): void;
  /** Called at every operation, and when a process dies there. */
  hit(step: string, isDeath: boolean): void;
}

/** How often an operation that failed is tried again, as the client of COS does. */
const REPEATS = 2;

/** One process of a function: it may fail, stall or die at every operation; what it waits for then never comes. */
export class SimulatedProcess {
  alive = true;
  #ended = false;
  readonly clock: Clock;
  readonly store: Store;
  #offsetMs: number;

  constructor(
    readonly kind: string,
    readonly name: string,
    /** Milliseconds that its clock may be fast or slow; now and then it jumps. */
    private readonly skewMs: number,
    /** Damages what was read. */
    private readonly damage: (object: string, content: Uint8Array) => Uint8Array,
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly weather: () => Weather,
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

  /** It has nothing more to do; the platform keeps it or not. */
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
    const { fails, answerLost, dies, comesLater, damages } = this.weather();
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
    if (random.chance(this.weather().stalls)) return random.between(20_000, 150_000);
    return random.chance(0.1) ? random.between(20, 3000) : random.between(1, 20);
  }
}

function describe(result: unknown): string {
  if (result instanceof Uint8Array) return `${result.length} bytes`;
  return Array.isArray(result) ? `${result.length} objects` : String(result);
}
