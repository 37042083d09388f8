/** The selected callback: in the list, in the detail, and in the page's address, which can be used as a link. */
import type { CallbackDetail, CallbackRow } from "../protocol";
import { getDetail } from "./api";
import type { ApiError } from "./api";
import type { Detail } from "./detail";
import type { Base } from "./diff-view";
import { storeCallback, storedCallback } from "./stored-callbacks";
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
  /** Id of a sent callback that is not in the list yet. */
  #awaited: string | undefined;
  /** Whether the detail gets the focus once it is loaded. */
  #shouldFocusDetail = false;

  /**
   * @param baseOf id of the callback to which another one is compared, and a function that ends the comparison
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
    window.addEventListener("popstate", () => this.#showAddress());
    this.#showAddress();
  }

  /** Selects a callback once it is in the list. */
  selectWhenListed(id: string | undefined): void {
    this.#awaited = id;
    this.#chooseAwaited();
  }

  /** Closes a detail that covers the list, and focuses the list. */
  leave(): void {
    this.#shouldFocusDetail = false;
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

  /** All rows were dropped. Loads the selected callback again, since another server may not have it. */
  reset(): void {
    this.list.update();
    if (this.list.selected !== undefined) void this.#load(this.list.selected);
  }

  #chooseAwaited(): void {
    if (this.#awaited === undefined || !this.store.get(this.#awaited)) return;
    this.list.select(this.#awaited);
    this.#awaited = undefined;
  }

  /** Steps through the list replace the address, so that going back skips them. */
  #choose(id: string, isStep: boolean): void {
    const link = linkTo(id);
    if (location.hash !== link) {
      if (isStep && LINK.test(location.hash)) history.replaceState(null, "", link);
      else history.pushState(null, "", link);
    }
    void this.#load(id);
  }

  /** Shows the callback in the page's address. */
  #showAddress(): void {
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

  /** @param reloads number of times that the detail was loaded again for late log lines */
  async #load(id: string, reloads = 0): Promise<void> {
    try {
      const found = await getDetail(id);
      const { id: baseId, end } = this.baseOf(id) ?? {};
      const base = baseId === undefined ? undefined : await getDetail(baseId).catch(() => undefined);
      if (this.list.selected !== id) return; // another callback was selected meanwhile
      this.#scheduleReload(id, reloads);
      if (reloads > 0 && JSON.stringify(found) === JSON.stringify(this.#loaded)) return;
      this.#loaded = found;
      storeCallback(found);
      this.detail.show(found, false, base && { detail: base, ...(end && { end }) });
      if (this.#shouldFocusDetail) this.#open(true);
    } catch (error) {
      if (this.list.selected !== id) return;
      const { message, status } = error as ApiError;
      if (status !== 404) this.say(message);
      else this.#showStoredCopy(id);
    }
  }

  #scheduleReload(id: string, reloads: number): void {
    const delay = LATE_LOG_MS[reloads];
    if (delay === undefined) return;
    setTimeout(() => this.list.selected === id && void this.#load(id, reloads + 1), delay);
  }

  /** Shows the stored copy of a callback that the server does not have. */
  #showStoredCopy(id: string): void {
    const storedDetail = this.#loaded?.row.id === id ? this.#loaded : storedCallback(id);
    if (storedDetail) this.detail.show(storedDetail, true);
    else this.detail.fail(t("linkGone"));
  }

  /** Loads the selected callback once more. */
  refresh(): void {
    if (this.list.selected !== undefined) void this.#load(this.list.selected);
  }

  /** Opens the detail. It gets the focus after a key, or if it covers the list; now or once it is loaded. */
  #open(isByKey: boolean): void {
    document.body.classList.add("is-detail");
    this.#shouldFocusDetail = (isByKey || NARROW.matches) && !this.detail.focus();
  }
}
