/** Which part of a long list is on the screen. */

export interface Extent {
  readonly first: number;
  /** One after the last. */
  readonly end: number;
}

/** Rows beyond the edges, so that a scroll does not show a gap. */
const OVERSCAN = 8;

export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number): Extent {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - OVERSCAN);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN);
  return { first, end: Math.max(first, end) };
}

/** Where to scroll to so that a row is seen whole; where it is, if it is. */
export function scrollTo(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
