/** Outcomes of a callback and its job, as coloured labels. */
import type { CallbackRow } from "../protocol";
import { h } from "./dom";
import { tOr } from "./texts";

/** States of jobs, runs and moderations that did not succeed. */
const FAILED_STATES: readonly string[] = ["Failed", "Cancel"];

/** Class of the label. A failed job is not green, even if its callback was processed without an error. */
export function outcomeClass({ outcome, state }: Pick<CallbackRow, "outcome" | "state">): string {
  return `pill is-${outcome}${isFailedState(state) ? " of-failed" : ""}`;
}

export function isFailedState(state: string): boolean {
  return FAILED_STATES.includes(state);
}

/** The label of a callback, with those of a failed job and of an injected fault. */
export function outcomePill(row: CallbackRow): HTMLElement {
  const { outcome, state, fault } = row;
  return h(
    "span",
    { class: "pills" },
    h("span", { class: outcomeClass(row) }, tOr("outcome", outcome)),
    isFailedState(state) && h("span", { class: "mark is-bad" }, state),
    fault && h("span", { class: "mark is-warn" }, tOr("fault", fault)),
  );
}
