/** Objects in the page: their addresses, and videos in a player. The browser requests the parts that it plays. */
import type { InputObject } from "../protocol";
import { h } from "./dom";
import { t } from "./texts";

interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

export const objectUrl = ({ bucket, key }: ObjectName): string =>
  `api/object?bucket=${encodeURIComponent(bucket)}&key=${encodeURIComponent(key)}`;

/** @param seconds from the film's beginning */
export const frameUrl = ({ bucket, key }: ObjectName, seconds: number): string =>
  `api/frame?bucket=${encodeURIComponent(bucket)}&key=${encodeURIComponent(key)}&at=${seconds}`;

/** A size with a unit, rounded. */
export function sizeOf(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}

/** A player, and the reason if it cannot play. */
export function drawFilm(src: string): HTMLElement {
  const note = h("p", { class: "note is-warn", role: "status", hidden: true }, t("noPlay"));
  const error = (): void => void (note.hidden = false);
  return h(
    "div",
    {},
    h("video", { class: "preview", src, controls: true, preload: "metadata", "aria-label": t("film"), on: { error } }),
    note,
  );
}

/** The video of the selected callback: a player that continues when the detail is drawn again. */
export class Film {
  #src = "";
  #element: HTMLElement | undefined;

  /** @returns `undefined` if the object is not a film */
  draw(input: InputObject | undefined): HTMLElement | undefined {
    const src = input?.preview === "video" ? objectUrl(input) : "";
    if (src !== this.#src) this.#element = src === "" ? undefined : drawFilm(src);
    this.#src = src;
    const video = this.#video;
    // A player pauses when it is moved in the document.
    if (video && !video.paused) queueMicrotask(() => void video.play().catch(() => {}));
    return this.#element;
  }

  seek(seconds: number): void {
    if (this.#video) this.#video.currentTime = seconds;
  }

  get #video(): HTMLVideoElement | null | undefined {
    return this.#element?.querySelector("video");
  }
}
