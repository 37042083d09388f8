import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HttpRequest, Transport } from "../../../../api/transport";
import { paced } from "../../../../handler/delivery/durable/pace";

const GAP_MS = 50;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** A transport that records the start of each call. */
function recorder(): { transport: Transport; began: (readonly [path: string, at: number])[] } {
  const began: (readonly [path: string, at: number])[] = [];
  const start = performance.now();
  const transport: Transport = ({ path }) => {
    began.push([path, performance.now() - start]);
    return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) });
  };
  return { transport, began };
}

const call = (path: string): HttpRequest => ({
  method: "GET",
  origin: new URL("http://127.0.0.1"),
  path,
  headers: {},
  timeoutMs: 1,
});

it("starts simultaneous calls one after the other, in order", async () => {
  const { transport, began } = recorder();
  const pace = paced(transport, GAP_MS);
  const calls = Promise.all(["/a", "/b", "/c"].map((path) => pace(call(path))));
  await vi.advanceTimersByTimeAsync(2 * GAP_MS);
  await calls;
  expect(began).toEqual([
    ["/a", 0],
    ["/b", GAP_MS],
    ["/c", 2 * GAP_MS],
  ]);
});

it("does not delay a late enough call, even if the clock was set back", async () => {
  const { transport, began } = recorder();
  const pace = paced(transport, GAP_MS);
  await pace(call("/a"));
  vi.setSystemTime(0);
  await vi.advanceTimersByTimeAsync(GAP_MS);
  await pace(call("/b"));
  expect(began).toEqual([
    ["/a", 0],
    ["/b", GAP_MS],
  ]);
});
