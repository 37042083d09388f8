/** A short message to the user. */
import { h } from "./dom";

const TOAST_MS = 4000;

export const toast = h("div", { class: "toast", role: "status", "aria-live": "polite" });
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  toast.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (toast.textContent = ""), TOAST_MS);
}

/** Passes on the answer to a request, or shows why the request failed. */
export function handleAnswer<T>(request: Promise<T>, then: (value: T) => void = () => {}): void {
  request.then(then, (error: Error) => say(error.message));
}
