/** The shots of a video on a timeline. */
import type { ShotRow } from "../protocol";
import { h } from "./dom";
import { t } from "./texts";
import { tickTimes } from "./ticks";

export function drawShots(shots: readonly ShotRow[]): HTMLElement {
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
    { class: "shot-told", "aria-live": "polite" },
    t("shotCount", { count: shots.length, seconds: length.toFixed(2) }),
  );
  const tell = (index: number): void => {
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
          if (index >= 0) tell(index);
        },
        focusin: ({ target }) => tell(Math.max(0, bars.indexOf(target as HTMLLIElement))),
        keydown: (event) => {
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
  );
}
