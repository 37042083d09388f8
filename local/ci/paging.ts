import { invalidArgument } from "../http/errors";

const MAX_SIZE = 100;
const DEFAULT_SIZE = 10;

/** One page of a list, with the page members of the answer. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly TotalCount: string;
  readonly PageNumber: string;
  readonly PageSize: string;
}

/** The page for `pageNumber` (from 1) and `pageSize` (1 to 100, 10 by default). */
export function pageOf<T>(all: readonly T[], query: URLSearchParams): Page<T> {
  const number = integerParam(query, "pageNumber", 1, Number.MAX_SAFE_INTEGER);
  const size = integerParam(query, "pageSize", DEFAULT_SIZE, MAX_SIZE);
  return {
    items: all.slice((number - 1) * size, number * size),
    TotalCount: String(all.length),
    PageNumber: String(number),
    PageSize: String(size),
  };
}

/** A part of a list that continues at `nextToken`; the token is the position, as text. */
export function sliceOf<T>(all: readonly T[], query: URLSearchParams): { items: readonly T[]; NextToken: string } {
  const size = integerParam(query, "size", DEFAULT_SIZE, MAX_SIZE);
  const start = query.get("nextToken") ? integerParam(query, "nextToken", 1, Number.MAX_SAFE_INTEGER) : 0;
  const end = start + size;
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : "" };
}

function integerParam(query: URLSearchParams, name: string, fallback: number, maximum: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return value;
  throw invalidArgument(`${name} must be a whole number from 1 to ${maximum} (got ${text})`);
}
