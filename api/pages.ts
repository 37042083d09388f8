/** Lists that go on with a token, as those of jobs and of workflow runs do. */
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

/** What to list. */
interface ListCall {
  readonly path: string;
  /** Element that repeats, one for each item. */
  readonly list: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The largest page that CI documents. */
const PAGE_SIZE = "100";
/** Pages without an item, one after the other, after which a list is taken to have no end. */
const MAX_EMPTY_PAGES = 20;
const CHINA_MS = 8 * 3_600_000;

/**
 * Every item created in a time, oldest first; a page is asked for when the one before is used up.
 *
 * @throws UnexpectedAnswerError when the list goes in circles, or on and on without an item
 */
export async function* listPages(
  client: CiClient,
  bucket: BucketAddress,
  { path, list, query }: ListCall,
  { from, to }: CreationWindow,
): AsyncGenerator<XmlElement> {
  const window = { startCreationTime: timeText(from), endCreationTime: timeText(to) };
  const fixed = { ...query, ...window, orderByTime: "Asc", size: PAGE_SIZE };
  const seen = new Set<string>();
  let empty = 0;
  for (let nextToken: string | undefined; ;) {
    const call = { method: "GET", host: ciHost(bucket), path, query: { ...fixed, nextToken }, lists: [list] } as const;
    const answer = await client.requestXml(call);
    const items = childrenOf(answer, list);
    yield* items;
    const next = textOf(answer, "NextToken");
    // A token that does not move ends the list: it would be asked for forever.
    if (next === "" || next === nextToken) return;
    nextToken = next;
    empty = items.length === 0 ? empty + 1 : 0;
    if (empty > MAX_EMPTY_PAGES) throw endless(path, `${empty} pages without an item`);
    if (seen.has(nextToken)) throw endless(path, "a NextToken that was there before");
    seen.add(nextToken);
  }
}

function endless(path: string, got: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`GET ${path}: the list must come to an end (got ${got})`);
}

/** A time as CI writes it: `2026-01-02T03:04:05+0800`. */
function timeText(date: Date): string {
  return `${new Date(date.getTime() + CHINA_MS).toISOString().slice(0, 19)}+0800`;
}
