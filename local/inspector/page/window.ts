/** The visible part of a long list. */

export interface Extent {
  readonly first: number;
  /** Index after the last row. */
  readonly end: number;
}

/** Rows beyond the edges, so that scrolling shows no gap. */
const OVERSCAN = 8;

export function windowOf(scrollTop: number, height: number, rowHeight: number, count: number): Extent {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight)) - OVERSCAN);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN);
  return { first, end: Math.max(first, end) };
}

/** Scroll position that makes a row fully visible; the current one if it is visible. */
export function scrollTo(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}
