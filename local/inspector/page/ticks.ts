/** More ticks than this would overlap. */
const TICKS = 6;

/** Times for ticks, in round numbers, so that labels are exact. */
export function tickTimes(length: number): number[] {
  const minimumStep = length / TICKS;
  const power = 10 ** Math.floor(Math.log10(minimumStep));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= minimumStep * 0.999)!;
  return Array.from({ length: Math.floor((length / step) * 1.0001) + 1 }, (_, index) => index * step);
}
