import { isRef } from "./ci-history";
import { PROBE } from "./guard";
import { reading } from "./inbox";
import { stateName } from "./names";
import { sealed, UnreadableError, unsealed } from "./seal";
import type { Clock, Store } from "./store";
import type { Asked } from "./watermarks";

/** What one sweep leaves to the next. */
interface State {
  /** Name in the inbox after which it begins; `""` for the beginning. */
  readonly after: string;
  /** How far CI has been asked. */
  readonly ci: Asked;
  /** When the sweep that is under way ends at the latest, in milliseconds since 1970; 0 for none. */
  readonly busyUntil: number;
}

const NAME = stateName("sweeper");

/** The longest time that the platform gives a function. Who claims more has another clock, or is no sweeper. */
const MAX_BUSY_MS = 900_000;

/** The sweeper's memory: one object, written as the sweep goes along, each time as a whole. */
export class SweeperState {
  private constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private state: State,
  ) {}

  /**
   * What is damaged is dropped, so that it never stops a sweep.
   *
   * @param onDropped told of each thing that was dropped
   */
  static async read(store: Store, clock: Clock, onDropped: OnDropped = () => {}): Promise<SweeperState> {
    const state: Loose | undefined = await reading(clock, async () => {
      const content = await store.get(NAME);
      return content && unsealed(Buffer.from(content).toString("utf8"));
    }).catch((error: unknown) => {
      if (!(error instanceof UnreadableError)) throw error;
      onDropped(NAME, error);
      return undefined;
    });
    const since = state ? clock.now() : await firstUse(store, clock);
    return new SweeperState(store, clock, state ? checked(state, since, onDropped) : first(since));
  }

  get after(): string {
    return this.state.after;
  }

  get ci(): Asked {
    return this.state.ci;
  }

  /** Whether another sweep is under way. One that was killed is taken to be until its time is over. */
  isBusy(): boolean {
    const left = this.state.busyUntil - this.clock.now();
    return left > 0 && left <= MAX_BUSY_MS;
  }

  /** The first one says with it when all began, so that no time is lost with a sweep that comes to nothing. */
  begin(busyUntil: number): Promise<void> {
    return this.#write({ busyUntil });
  }

  save(more: Partial<Pick<State, "after" | "ci">>): Promise<void> {
    return this.#write(more);
  }

  end(ci: Asked | undefined): Promise<void> {
    return this.#write({ busyUntil: 0, ...(ci && { ci }) });
  }

  async #write(more: Partial<State>): Promise<void> {
    this.state = { ...this.state, ...more };
    await this.store.put(NAME, sealed(this.state));
  }
}

function first(since: number): State {
  return { after: "", busyUntil: 0, ci: { at: since, cursors: {}, open: [] } };
}

/** Since when this inbox is in use: what is there without a memory is one whose memory was lost, or the first sweep. */
async function firstUse(store: Store, clock: Clock): Promise<number> {
  const { objects } = await store.list(PROBE, "");
  const probe = objects.find(({ name }) => name === PROBE);
  return Math.min(clock.now(), probe?.modifiedAt || Infinity);
}

/** Told of what was dropped from the sweeper's memory. */
export type OnDropped = (what: string, error: unknown) => void;

type Loose = Readonly<Record<string, unknown>>;

/** Of what was read, everything that is as it was written. */
function checked(state: Loose, now: number, onDropped: OnDropped): State {
  const drop = <T>(what: string, value: unknown, instead: T): T => {
    onDropped(`${NAME}: ${what}`, new Error(`it must be as a sweep wrote it (got ${shown(value)})`));
    return instead;
  };
  const { after, busyUntil, ci } = state;
  return {
    after: typeof after === "string" ? after : drop("after", after, ""),
    busyUntil: isTime(busyUntil) ? busyUntil : drop("busyUntil", busyUntil, 0),
    ci: checkedAsked(isObject(ci) ? ci : drop("ci", ci, {}), now, drop),
  };
}

function checkedAsked(ci: Loose, now: number, drop: <T>(what: string, value: unknown, instead: T) => T): Asked {
  const { at = now, cursors = {}, open = [], last, sourcesFirst } = ci;
  const knownCursors = isObject(cursors) ? cursors : drop("cursors", cursors, {});
  const knownOpen: readonly unknown[] = Array.isArray(open) ? open : drop("open", open, []);
  return {
    at: isTime(at) ? at : drop("at", at, now),
    cursors: Object.fromEntries(
      Object.entries(knownCursors).filter(
        (entry): entry is [string, number] => isTime(entry[1]) || drop(`the cursor of ${entry[0]}`, entry[1], false),
      ),
    ),
    open: knownOpen.filter((entry): entry is [string, number] => isOpen(entry) || drop("an open item", entry, false)),
    last: last === undefined || typeof last === "string" ? last : drop("last", last, undefined),
    sourcesFirst: sourcesFirst === true,
  };
}

function isOpen(entry: unknown): boolean {
  const [ref, createdAt] = Array.isArray(entry) ? (entry as unknown[]) : [];
  return typeof ref === "string" && isRef(ref) && isTime(createdAt);
}

/** Milliseconds since 1970 that a `Date` can hold. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 100);
}
