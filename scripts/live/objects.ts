/** The objects of a live run. */
import { deleteObject, getObject, listObjects } from "../../api/objects";
import type { BucketAddress } from "../../api/hosts";
import type { CallRecord, LiveContext } from "./context";

/** Keys under a prefix. */
export async function keysUnder({ client }: LiveContext, bucket: BucketAddress, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let next: string | undefined;
  do {
    const page = await listObjects(client, bucket, { prefix, marker: next });
    keys.push(...page.objects.map(({ key }) => key));
    next = page.next;
  } while (next !== undefined);
  return keys;
}

/** The records of a scenario's functions so far, oldest first. */
export async function recordsOf(live: LiveContext, scenario: string): Promise<CallRecord[]> {
  const keys = await keysUnder(live, live.bucket, `${live.prefix}records/${scenario}/`);
  const bodies = await Promise.all(keys.map((key) => getObject(live.client, live.bucket, key)));
  const records = bodies.flatMap((body) => (body ? [JSON.parse(Buffer.from(body).toString()) as CallRecord] : []));
  return records.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Removes everything of this run from the bucket; returns what remains. */
export async function removeObjects(live: LiveContext): Promise<string[]> {
  for (const key of await keysUnder(live, live.bucket, live.prefix)) await deleteObject(live.client, live.bucket, key);
  return keysUnder(live, live.bucket, live.prefix);
}
