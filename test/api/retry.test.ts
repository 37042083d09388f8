import { describe, expect, it } from "vitest";
import { CiApiError } from "../../api/errors";
import { withRetry } from "../../api/retry";

/** Total number of calls if the first answer is an error with this status and code. */
async function callsAfter(status: number, code: string, safeToRepeat: boolean): Promise<number> {
  let calls = 0;
  const call = (): Promise<string> => {
    if (++calls > 1) return Promise.resolve("done");
    return Promise.reject(new CiApiError(status, code, "reason", "", "POST host/"));
  };
  await withRetry(call, { safeToRepeat }, { baseMs: 1 }).catch(() => undefined);
  return calls;
}

describe("withRetry", () => {
  // API 3.0 answers 200 for every error: https://cloud.tencent.com/document/api/1312/48205
  it.each([
    [200, "RequestLimitExceeded", 2, 2],
    [200, "RequestLimitExceeded.UinLimitExceeded", 2, 2],
    [403, "RequestLimitExceeded", 2, 2],
    [403, "TooManyRequests", 2, 2],
    [503, "SlowDown", 2, 2],
    [429, "", 2, 2],
    [200, "InternalError.SystemError", 2, 1],
    [500, "InternalError", 2, 1],
    [403, "AccessDenied", 1, 1],
    [400, "LimitExceeded", 1, 1],
    [501, "NotImplemented", 1, 1],
  ])("after %d %s makes %d calls, and %d if a repetition is unsafe", async (status, code, safe, unsafe) => {
    expect(await callsAfter(status, code, true)).toBe(safe);
    expect(await callsAfter(status, code, false)).toBe(unsafe);
  });
});
