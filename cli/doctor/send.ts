/** Posts the probe and looks for the log line that the function writes about it. */
import { sleep } from "../../api/retry";
import { redactUrl } from "../../local/ci/delivery";
import { PROBE_BODY } from "./checks/address";
import { broken, ok, unknown } from "./finding";
import type { Check } from "./check";
import type { Finding } from "./finding";
import type { DoctorContext } from "./context";

/** CLS shows a line several seconds after it was written. */
const WAIT_MS = 60_000;
const STEP_MS = 2000;
/** The clocks of this machine and of the function may differ. */
const SLACK_MS = 60_000;

export interface SendOptions {
  /** @default 60000 */
  readonly waitMs?: number;
}

export function sendChecks(context: DoctorContext, { waitMs = WAIT_MS }: SendOptions = {}): Check[] {
  return context.chain.urls.map(({ url }) => ({
    link: "log",
    subject: `probe to ${redactUrl(url)}`,
    needs: ["credentials", "address", "function"],
    run: () => probe(url, context, waitMs),
  }));
}

async function probe(
  url: string,
  { sendRequest, platform, chain, now, isLocal }: DoctorContext,
  waitMs: number,
): Promise<Finding> {
  const slackMs = isLocal ? 0 : SLACK_MS;
  const from = now() - slackMs;
  const seen = new Set(await probeLines());
  const posted = now();
  const { status } = await sendRequest(url, { method: "POST", body: PROBE_BODY });
  if (status !== 200) return broken(`answers ${status}`, "`cdktf-tencentcloud-ci logs --since 15m` shows why");
  for (const deadline = posted + waitMs; ;) {
    if ((await probeLines()).some((id) => !seen.has(id)))
      return ok(`log line after ${Math.round((now() - posted) / 1000)} s`);
    if (now() > deadline) {
      return unknown(
        `answers 200, but wrote no log line within ${waitMs / 1000} s`,
        "check that the function has a log topic with an index, and that logLevel is not above info",
      );
    }
    await sleep(Math.min(STEP_MS, waitMs));
  }

  async function probeLines(): Promise<string[]> {
    const ids: string[] = [];
    for (const link of chain.functions) {
      const query = { function: link, topicId: link.topicId, from, to: now() + slackMs, text: "probe" };
      for await (const { id, text } of platform.logs(query)) if (text.includes('"event":"probe"')) ids.push(id);
    }
    return ids;
  }
}
