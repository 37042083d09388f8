import { describeCallback } from "../describe";
import type { Output } from "../output";
import type { Target } from "./target";

/** A body and its name. */
export interface Post {
  readonly name: string;
  readonly body: Uint8Array;
}

/**
 * Posts bodies one after the other and prints each answer. Returns the exit code: 0 if every answer was 2xx; a topic
 * answers 200 for a message that it has.
 */
export async function postAll(posts: Iterable<Post>, target: Target, output: Output): Promise<number> {
  let count = 0;
  let accepted = 0;
  for (const { name, body } of posts) {
    const { status, answer, error, ms } = await target.post(body);
    const { subject, event } = describeCallback(body);
    const isAccepted = status !== undefined && status >= 200 && status < 300;
    count++;
    if (isAccepted) accepted++;
    const outcome = status === undefined ? `no answer: ${error}` : `${status} ${answer ?? ""}`;
    const record = { name, event, subject, url: target.shown, status, answer, error, ms };
    output.result(record, [`${name} ${subject ?? ""}`.trim(), outcome.trim(), `${ms} ms`].join("  "));
  }
  output.summary(
    target.isTopic
      ? `${accepted} of ${count} written into ${target.shown}; the function reads them in batches: \`local\` prints its log`
      : `${accepted} of ${count} answered 2xx by ${target.shown}`,
  );
  return accepted === count ? 0 : 1;
}
