/** Paged lists that continue with a token, such as those of jobs and of workflow runs. */
import type { CiClient } from "./client";
import { UnexpectedAnswerError } from "./errors";
import { ciHost } from "./hosts";
import type { BucketAddress } from "./hosts";
import { childrenOf, textOf } from "./xml";
import type { XmlElement } from "./xml";

/** Both ends included. */
export interface CreationWindow {
  readonly from: Date;
  readonly to: Date;
}

/** Parameters of a list. */
interface ListCall {
  readonly path: string;
  /** Element of the answer that repeats, one for each item. */
  readonly list: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The largest page that CI documents. */
const PAGE_SIZE = "100";
/** Empty pages in a row after which a list counts as endless. */
const MAX_EMPTY_PAGES = 20;
const CHINA_MS = 8 * 3_600_000;

/**
 * Every item that was created in a period, oldest first. The next page is requested only when the previous one is used
 * up.
 *
 * @throws UnexpectedAnswerError if the list repeats a token, or has too many empty pages in a row
 */
export async function* listPages(
  client: CiClient,
  bucket: BucketAddress,
  { path, list, query }: ListCall,
  { from, to }: CreationWindow,
): AsyncGenerator<XmlElement> {
  const window = { startCreationTime: timeText(from), endCreationTime: timeText(to) };
  const fixedQuery = { ...query, ...window, orderByTime: "Asc", size: PAGE_SIZE };
  const tokens = new Set<string>();
  let empty = 0;
  for (let nextToken: string | undefined; ;) {
    const call = {
      method: "GET",
      host: ciHost(bucket),
      path,
      query: { ...fixedQuery, nextToken },
      lists: [list],
    } as const;
    const answer = await client.requestXml(call);
    const items = childrenOf(answer, list);
    yield* items;
    const next = textOf(answer, "NextToken");
    // A token that equals the previous one ends the list. Otherwise the list would never end.
    if (next === "" || next === nextToken) return;
    nextToken = next;
    empty = items.length === 0 ? empty + 1 : 0;
    if (empty > MAX_EMPTY_PAGES) throw endlessError(path, `${empty} pages without an item`);
    if (tokens.has(nextToken)) throw endlessError(path, "a NextToken twice");
    tokens.add(nextToken);
  }
}

function endlessError(path: string, got: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`GET ${path}: the list must end (got ${got})`);
}

/** A time in CI's format: `2026-01-02T03:04:05+0800`. */
function timeText(date: Date): string {
  return `${new Date(date.getTime() + CHINA_MS).toISOString().slice(0, 19)}+0800`;
}
