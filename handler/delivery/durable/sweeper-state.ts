import { stateName } from "./names";
import type { Asked } from "./watermarks";
import type { Clock, Store } from "./store";

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

  static async read(store: Store, clock: Clock): Promise<SweeperState> {
    const first: State = { after: "", busyUntil: 0, ci: { at: clock.now(), cursors: {}, open: [] } };
    return new SweeperState(store, clock, parsed(await store.get(NAME), first) ?? first);
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
    await this.store.put(NAME, JSON.stringify(this.state));
  }
}

/** `undefined` for none, and for somebody else's. */
function parsed(content: Uint8Array | undefined, first: State): State | undefined {
  if (!content) return undefined;
  try {
    const { after, ci, busyUntil } = JSON.parse(Buffer.from(content).toString("utf8")) as Partial<State>;
    if (typeof after !== "string" || typeof busyUntil !== "number") return undefined;
    return { after, busyUntil, ci: isAsked(ci) ? ci : first.ci };
  } catch {
    return undefined;
  }
}

function isAsked(ci: Partial<Asked> | undefined): ci is Asked {
  return typeof ci?.at === "number" && typeof ci.cursors === "object" && ci.cursors !== null && Array.isArray(ci.open);
}
