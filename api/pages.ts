/** Lists that go on with a token, as those of jobs and of workflow runs do. */
import type { CiClient } from "./client";
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
const CHINA_MS = 8 * 3_600_000;

/** Every item created in a time, oldest first; a page is asked for when the one before is used up. */
export async function* listPages(
  client: CiClient,
  bucket: BucketAddress,
  { path, list, query }: ListCall,
  { from, to }: CreationWindow,
): AsyncGenerator<XmlElement> {
  const window = { startCreationTime: timeText(from), endCreationTime: timeText(to) };
  const fixed = { ...query, ...window, orderByTime: "Asc", size: PAGE_SIZE };
  for (let nextToken: string | undefined; ;) {
    const call = { method: "GET", host: ciHost(bucket), path, query: { ...fixed, nextToken }, lists: [list] } as const;
    const answer = await client.requestXml(call);
    yield* childrenOf(answer, list);
    const next = textOf(answer, "NextToken");
    // A token that does not move would be asked for forever.
    if (next === "" || next === nextToken) return;
    nextToken = next;
  }
}

/** A time as CI writes it: `2026-01-02T03:04:05+0800`. */
function timeText(date: Date): string {
  return `${new Date(date.getTime() + CHINA_MS).toISOString().slice(0, 19)}+0800`;
}
