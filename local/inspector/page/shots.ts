/** The shots of a video on a timeline, and as pictures. */
import type { InputObject, ShotRow } from "../protocol";
import { h } from "./dom";
import { frameUrl } from "./film";
import { t } from "./texts";
import { tickTimes } from "./ticks";

/** The server takes each picture at the first request. */
const MAX_PICTURES = 60;

/**
 * @param input the film, if the local cloud has it
 * @param seek moves the player
 */
export function drawShots(
  shots: readonly ShotRow[],
  input: InputObject | undefined,
  seek: (seconds: number) => void,
): HTMLElement {
  const length = Math.max(...shots.map(({ end }) => end), 0.001);
  const bars = shots.map(({ begin, end }, index) => {
    const text = t("shot", { index: index + 1, begin: begin.toFixed(2), end: end.toFixed(2) });
    const bar = h("li", { class: "shot", title: text, "aria-label": text, tabindex: index === 0 ? 0 : -1 });
    bar.style.left = `${(100 * begin) / length}%`;
    bar.style.width = `${(100 * Math.max(0, end - begin)) / length}%`;
    return bar;
  });
  const selection = h(
    "p",
    { class: "shot-text", "aria-live": "polite" },
    t("shotCount", { count: shots.length, seconds: length.toFixed(2) }),
  );
  const showShot = (index: number): void => {
    selection.textContent = bars[index]!.title;
  };
  const line = h(
    "ul",
    {
      class: "shots",
      "aria-label": t("shots"),
      on: {
        pointerover: ({ target }) => {
          const index = bars.indexOf(target as HTMLLIElement);
          if (index >= 0) showShot(index);
        },
        focusin: ({ target }) => showShot(Math.max(0, bars.indexOf(target as HTMLLIElement))),
        click: ({ target }) => {
          const index = bars.indexOf(target as HTMLLIElement);
          if (index >= 0) seek(shots[index]!.begin);
        },
        keydown: (event) => {
          if (event.key === "Enter") seek(shots[bars.indexOf(event.target as HTMLLIElement)]!.begin);
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (step === undefined) return;
          const next = bars[bars.indexOf(event.target as HTMLLIElement) + step];
          next?.focus();
          event.preventDefault();
        },
      },
    },
    ...bars,
  );
  const ticks = tickTimes(length).map((time) => {
    const tick = h("span", { class: time > 0.97 * length ? "is-last" : undefined }, `${Number(time.toFixed(3))} s`);
    tick.style.left = `${(100 * time) / length}%`;
    return tick;
  });
  return h(
    "section",
    { class: "block" },
    h("h3", {}, t("shots")),
    line,
    h("div", { class: "ticks", "aria-hidden": "true" }, ...ticks),
    selection,
    input?.preview === "video" && input.hasFrames && pictures(shots, input, seek),
  );
}

function pictures(shots: readonly ShotRow[], input: InputObject, seek: (seconds: number) => void): HTMLElement {
  const items = shots.slice(0, MAX_PICTURES).map(({ begin, end }, index) => {
    const text = t("shot", { index: index + 1, begin: begin.toFixed(2), end: end.toFixed(2) });
    const src = frameUrl(input, begin + Math.min(0.2, (end - begin) / 2)); // a cut may be between two frames
    const picture = h("img", { src, alt: text, loading: "lazy", width: 96, height: 54 });
    const click = (): void => seek(begin);
    return h("li", {}, h("button", { type: "button", class: "picture", title: text, on: { click } }, picture));
  });
  return h("ul", { class: "pictures", "aria-label": t("shots") }, ...items);
}
