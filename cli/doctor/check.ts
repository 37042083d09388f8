/** Runs checks in order. A check that depends on a broken check is skipped. */
import { explainFailure } from "./explain";
import { LINKS, unknown } from "./finding";
import type { Finding, Link, Result } from "./finding";

/** A check of one link of the chain. */
export interface Check {
  readonly link: Link;
  readonly subject?: string;
  /** Checks that must succeed before this one can run. */
  readonly needs?: readonly Link[];
  readonly run: () => Promise<Finding>;
}

/** @param onStart called before each check */
export async function runChecks(checks: readonly Check[], onStart: (check: Check) => void): Promise<Result[]> {
  const results: Result[] = [];
  for (const check of checks) {
    const { link, subject, needs = [], run } = check;
    const missing = needs.find((need) => results.some((result) => result.link === need && blocks(result)));
    if (missing !== undefined) {
      results.push({ link, subject, ...unknown(`not checked: ${missing} is not in order`) });
      continue;
    }
    onStart(check);
    results.push({ link, subject, ...(await run().catch(explainFailure)) });
  }
  return results.sort((a, b) => LINKS.indexOf(a.link) - LINKS.indexOf(b.link));
}

/** Whether dependent checks must be skipped. A clock that could not be compared may still be right. */
function blocks({ link, status }: Result): boolean {
  return status === "broken" || (status === "unknown" && link !== "clock");
}
