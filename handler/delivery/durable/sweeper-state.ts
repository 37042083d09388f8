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
function checked(state: Loose, since: number, onDropped: OnDropped): State {
  /** A value that is as it should be; else the one instead. */
  const take = <T>(what: string, value: unknown, isSound: (value: unknown) => boolean, instead: T): T => {
    if (isSound(value)) return value as T;
    const got = (JSON.stringify(value) ?? "nothing").slice(0, 100);
    onDropped(`${NAME}: ${what}`, new Error(`it must be as a sweep wrote it (got ${got})`));
    return instead;
  };
  const ci: Loose = take("ci", state.ci, isObject, {});
  const { at = since, cursors = {}, open = [], last = "", sourcesFirst } = ci;
  return {
    after: take("after", state.after, isText, ""),
    busyUntil: take("busyUntil", state.busyUntil, isTime, 0),
    ci: {
      at: take("at", at, isTime, since),
      cursors: Object.fromEntries(
        Object.entries(take<Loose>("cursors", cursors, isObject, {})).flatMap(([source, cursor]) => {
          const sound = take<number | undefined>(`the cursor of ${source}`, cursor, isTime, undefined);
          return sound === undefined ? [] : [[source, sound]];
        }),
      ),
      open: take<readonly unknown[]>("open", open, Array.isArray, []).flatMap((entry) => {
        const sound = take<readonly [string, number] | undefined>("an open item", entry, isOpen, undefined);
        return sound ? [sound] : [];
      }),
      last: take("last", last, isText, "") || undefined,
      sourcesFirst: sourcesFirst === true,
    },
  };
}

function isOpen(entry: unknown): boolean {
  const [ref, createdAt] = Array.isArray(entry) ? (entry as unknown[]) : [];
  return isText(ref) && isRef(ref as string) && isTime(createdAt);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** Milliseconds since 1970 that a `Date` can hold. */
function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
