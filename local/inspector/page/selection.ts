/** The selected callback: in the list, in the detail, and in the page's address, so that a link leads to it. */
import type { CallbackDetail, CallbackRow } from "../protocol";
import { getDetail } from "./api";
import type { ApiError } from "./api";
import type { Detail } from "./detail";
import type { Base } from "./diff-view";
import { keep, kept } from "./kept";
import { List } from "./list";
import type { Store } from "./store";
import { t } from "./texts";

const NARROW = matchMedia("(max-width: 760px)");
const LINK = /^#\/callbacks\/([\w-]{1,64})$/;
/** Lines of a log may arrive after the outcome, on a busy machine seconds later. */
const LATE_LOG_MS = [300, 1000, 3000, 9000];

/** Address of a callback on this page. */
export const linkTo = (id: string): string => `#/callbacks/${id}`;

export class Selection {
  readonly list: List;
  #loaded: CallbackDetail | undefined;
  /** A callback that was just sent is selected as soon as it is in the list. */
  #awaited: string | undefined;
  /** The focus waits for the requested detail. */
  #isGoingToDetail = false;

  /**
   * @param baseOf id of the callback to which another one is compared, and how to end that
   * @param onDraw called in each frame in which the list renders rows
   */
  constructor(
    private readonly store: Store,
    private readonly detail: Detail,
    private readonly say: (text: string) => void,
    private readonly baseOf: (id: string) => (Pick<Base, "end"> & { readonly id: string }) | undefined,
    onDraw: () => void,
  ) {
    this.list = new List(store, {
      select: (id, isStep) => this.#choose(id, isStep),
      open: (isByKey) => this.#open(isByKey),
      draw: onDraw,
    });
    window.addEventListener("popstate", () => this.#follow());
    this.#follow();
  }

  /** Selects a callback once it is in the list. */
  await(id: string | undefined): void {
    this.#awaited = id;
    this.#chooseAwaited();
  }

  /** Closes a detail that covers the list, and focuses the list. */
  leave(): void {
    this.#isGoingToDetail = false;
    if (document.body.classList.contains("is-detail") && NARROW.matches) history.pushState(null, "", "#/");
    document.body.classList.remove("is-detail");
    this.list.focus();
  }

  /** Rows have arrived or changed. */
  update(rows: readonly CallbackRow[]): void {
    this.list.update();
    this.#chooseAwaited();
    const now = rows.find(({ id }) => id === this.list.selected);
    if (now && JSON.stringify(now) !== JSON.stringify(this.#loaded?.row)) void this.#load(now.id);
  }

  /** All rows were dropped: the server may be another one, which may not have the callback. */
  reset(): void {
    this.list.update();
    if (this.list.selected !== undefined) void this.#load(this.list.selected);
  }

  #chooseAwaited(): void {
    if (this.#awaited === undefined || !this.store.get(this.#awaited)) return;
    this.list.select(this.#awaited);
    this.#awaited = undefined;
  }

  /** Steps through the list replace the address: a reader who goes back does not want to see each of them. */
  #choose(id: string, isStep: boolean): void {
    const link = linkTo(id);
    if (location.hash !== link) {
      if (isStep && LINK.test(location.hash)) history.replaceState(null, "", link);
      else history.pushState(null, "", link);
    }
    void this.#load(id);
  }

  /** Shows what the address names. */
  #follow(): void {
    const id = LINK.exec(location.hash)?.[1];
    if (id === undefined) {
      document.body.classList.remove("is-detail");
      this.#loaded = undefined;
      this.detail.show(undefined);
      return this.list.mark(undefined);
    }
    document.body.classList.add("is-detail");
    this.list.mark(id);
    void this.#load(id);
  }

  /** @param late how many times the detail was loaded again for late lines of the log */
  async #load(id: string, late = 0): Promise<void> {
    try {
      const found = await getDetail(id);
      const { id: baseId, end } = this.baseOf(id) ?? {};
      const base = baseId === undefined ? undefined : await getDetail(baseId).catch(() => undefined);
      if (this.list.selected !== id) return; // another callback was selected meanwhile
      this.#loadLate(id, late);
      if (late > 0 && JSON.stringify(found) === JSON.stringify(this.#loaded)) return;
      this.#loaded = found;
      keep(found);
      this.detail.show(found, false, base && { detail: base, ...(end && { end }) });
      if (this.#isGoingToDetail) this.#open(true);
    } catch (error) {
      if (this.list.selected !== id) return;
      const { message, status } = error as ApiError;
      if (status !== 404) this.say(message);
      else this.#showGone(id);
    }
  }

  #loadLate(id: string, late: number): void {
    const delay = LATE_LOG_MS[late];
    if (delay === undefined) return;
    setTimeout(() => this.list.selected === id && void this.#load(id, late + 1), delay);
  }

  /** The server does not have the callback: the stored copy is shown. */
  #showGone(id: string): void {
    const known = this.#loaded?.row.id === id ? this.#loaded : kept(id);
    if (known) this.detail.show(known, true);
    else this.detail.fail(t("linkGone"));
  }

  /** Loads the selected callback once more. */
  refresh(): void {
    if (this.list.selected !== undefined) void this.#load(this.list.selected);
  }

  /** A key moves the focus to the detail, and so does a detail that covers the list; it may not be loaded yet. */
  #open(isByKey: boolean): void {
    document.body.classList.add("is-detail");
    this.#isGoingToDetail = (isByKey || NARROW.matches) && !this.detail.focus();
  }
}
