import { isRef } from "./ci-history";
import { PROBE } from "./guard";
import { rereadDamaged } from "./inbox";
import { stateName } from "./names";
import { sealed, UnreadableError, unsealed } from "./seal";
import type { Clock, Store } from "./store";
import type { ReconcileProgress } from "./watermarks";

/** State that one sweep passes to the next. */
interface State {
  /** Name in the inbox after which the next sweep begins; `""` for the beginning. */
  readonly after: string;
  /** Progress of the reconciliation with CI. */
  readonly ci: ReconcileProgress;
  /** Latest end of the running sweep, in milliseconds since 1970; 0 for none. */
  readonly busyUntil: number;
}

const NAME = stateName("sweeper");

/** The platform's maximum time limit of a function. A longer claim comes from a wrong clock or is damaged. */
const MAX_BUSY_MS = 900_000;

/** The sweeper's state: one object, written several times during a sweep, each time as a whole. */
export class SweeperState {
  private constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private state: State,
  ) {}

  /**
   * A damaged part is dropped, so that it never stops a sweep.
   *
   * @param onDropped called for each dropped part
   */
  static async read(store: Store, clock: Clock, onDropped: OnDropped = () => {}): Promise<SweeperState> {
    const state: UncheckedState | undefined = await rereadDamaged(clock, async () => {
      const content = await store.get(NAME);
      return content && unsealed(Buffer.from(content).toString("utf8"));
    }).catch((error: unknown) => {
      if (!(error instanceof UnreadableError)) throw error;
      onDropped(NAME, error);
      return undefined;
    });
    const since = state ? clock.now() : await firstUse(store, clock);
    return new SweeperState(store, clock, state ? validState(state, since, onDropped) : initialState(since));
  }

  get after(): string {
    return this.state.after;
  }

  get ci(): ReconcileProgress {
    return this.state.ci;
  }

  /** Whether another sweep is running. A killed sweep counts as running until its claim expires. */
  isBusy(): boolean {
    const left = this.state.busyUntil - this.clock.now();
    return left > 0 && left <= MAX_BUSY_MS;
  }

  /** The first claim also records when the inbox began, so that a failed sweep loses no time. */
  begin(busyUntil: number): Promise<void> {
    return this.#write({ busyUntil });
  }

  save(more: Partial<Pick<State, "after" | "ci">>): Promise<void> {
    return this.#write(more);
  }

  end(ci: ReconcileProgress | undefined): Promise<void> {
    return this.#write({ busyUntil: 0, ...(ci && { ci }) });
  }

  async #write(more: Partial<State>): Promise<void> {
    this.state = { ...this.state, ...more };
    await this.store.put(NAME, sealed(this.state));
  }
}

function initialState(since: number): State {
  return { after: "", busyUntil: 0, ci: { at: since, cursors: {}, open: [] } };
}

/** Since when this inbox has been in use. If it has no state, the state was lost, or this is the first sweep. */
async function firstUse(store: Store, clock: Clock): Promise<number> {
  const { objects } = await store.list(PROBE, "");
  const probe = objects.find(({ name }) => name === PROBE);
  return Math.min(clock.now(), probe?.modifiedAt || Infinity);
}

/** Called for each dropped part of the state. */
export type OnDropped = (part: string, error: unknown) => void;

type UncheckedState = Readonly<Record<string, unknown>>;

/** The valid parts of the state that was read. */
function validState(state: UncheckedState, since: number, onDropped: OnDropped): State {
  /** Returns a valid value, or else the default. */
  const take = <T>(part: string, value: unknown, isValid: (value: unknown) => boolean, fallback: T): T => {
    if (isValid(value)) return value as T;
    const got = (JSON.stringify(value) ?? "nothing").slice(0, 100);
    onDropped(`${NAME}: ${part}`, new Error(`it must be valid (got ${got})`));
    return fallback;
  };
  const ci: UncheckedState = take("ci", state.ci, isObject, {});
  const { at = since, cursors = {}, open = [], last = "", sourcesFirst } = ci;
  return {
    after: take("after", state.after, isText, ""),
    busyUntil: take("busyUntil", state.busyUntil, isTime, 0),
    ci: {
      at: take("at", at, isTime, since),
      cursors: Object.fromEntries(
        Object.entries(take<UncheckedState>("cursors", cursors, isObject, {})).flatMap(([source, cursor]) => {
          const valid = take<number | undefined>(`the cursor of ${source}`, cursor, isTime, undefined);
          return valid === undefined ? [] : [[source, valid]];
        }),
      ),
      open: take<readonly unknown[]>("open", open, Array.isArray, []).flatMap((entry) => {
        const valid = take<readonly [string, number] | undefined>("an open item", entry, isOpenItem, undefined);
        return valid ? [valid] : [];
      }),
      last: take("last", last, isText, "") || undefined,
      sourcesFirst: sourcesFirst === true,
    },
  };
}

function isOpenItem(entry: unknown): boolean {
  const [ref, createdAt] = Array.isArray(entry) ? (entry as unknown[]) : [];
  return isText(ref) && isRef(ref as string) && isTime(createdAt);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** Milliseconds since 1970 that a `Date` can represent. */
function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= 8.64e15;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
