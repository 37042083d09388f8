/** Programs for the page that measure its frames, in milliseconds. */

/** Returns the 95th percentile of sixty frames, each of which scrolls the list to another position. */
export const SCROLLED_FRAMES = `new Promise((resolve) => {
  const list = document.querySelector(".list"), times = [];
  let last = performance.now(), step = 0;
  const next = (now) => {
    times.push(now - last); last = now;
    list.scrollTop = (step++ * 7919) % list.scrollHeight;
    if (step < 60) return requestAnimationFrame(next);
    list.scrollTop = 0;
    resolve(times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]);
  };
  requestAnimationFrame(next);
})`;

/** Returns the time from a search for an id until its callback is the only row. */
export const foundById = (id: string): string => `new Promise((resolve) => {
  const box = document.querySelector("#search"), started = performance.now();
  box.value = ${JSON.stringify(id)}; box.dispatchEvent(new Event("input"));
  const look = () => {
    const [row, ...others] = document.querySelectorAll(".row:not([hidden])");
    if (row?.textContent.includes(${JSON.stringify(id)}) && others.length === 0) resolve(performance.now() - started);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;
