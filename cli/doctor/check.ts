/** Looks at links one after the other; what hangs on a broken one is not looked at. */
import { explainFailure } from "./explain";
import { LINKS, unknown } from "./finding";
import type { Finding, Link, Result } from "./finding";

/** One link to be looked at. */
export interface Check {
  readonly link: Link;
  readonly subject?: string;
  /** Links without which nothing can be said about this one. */
  readonly needs?: readonly Link[];
  readonly run: () => Promise<Finding>;
}

/** @param onStart told of each link before it is looked at */
export async function runChecks(checks: readonly Check[], onStart: (check: Check) => void): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    const { link, subject, needs = [], run } = check;
    const missing = needs.find((need) => results.some((result) => result.link === need && blocks(result)));
    if (missing !== undefined) {
      results.push({ link, subject, ...unknown(`not looked at, since ${missing} is not in order`) });
      continue;
    }
    onStart(check);
    results.push({ link, subject, ...(await run().catch(explainFailure)) });
  }
  return results.sort((a, b) => LINKS.indexOf(a.link) - LINKS.indexOf(b.link));
}

/** Whether nothing can be said about what hangs on it. A clock that could not be compared may well be right. */
function blocks({ link, status }: Result): boolean {
  return status === "broken" || (status === "unknown" && link !== "clock");
}
