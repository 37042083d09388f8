import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { namesInEvent } from "../../../../handler/delivery/durable/cos-event";

const event = (...keys: unknown[]): object => ({ Records: keys.map((key) => ({ cos: { cosObject: { key } } })) });

describe("namesInEvent", () => {
  it.each([
    ["with account and bucket before it", "/1250000000/media/ci-callbacks/inbox/job_j1_Success"],
    ["percent-encoded", "%2F1250000000%2Fmedia%2Fci-callbacks%2Finbox%2Fjob_j1_Success"],
    ["bare", "ci-callbacks/inbox/job_j1_Success"],
  ])("finds the name in a key %s", (_, key) => {
    expect(namesInEvent(event(key), "ci-callbacks/")).toEqual(["inbox/job_j1_Success"]);
  });

  it("finds a redriven callback, and every record", () => {
    expect(namesInEvent(event("/1/b/p/inbox/a~0003", "/1/b/p/inbox/b"), "p/")).toEqual(["inbox/a~0003", "inbox/b"]);
  });

  it("ignores objects outside the inbox", () => {
    expect(namesInEvent(event("/1/b/videos/a.mp4", "/1/b/xp/inbox/a"), "p/")).toEqual([]);
  });

  it.each([[undefined], [null], ["text"], [{}], [{ Records: {} }], [{ Records: [null] }], [event(1)]])(
    "returns undefined for %j, which is not an event of COS",
    (other) => {
      expect(namesInEvent(other, "p/")).toBeUndefined();
    },
  );

  it("never throws", () => {
    fc.assert(fc.property(fc.anything(), (anything) => void namesInEvent(anything, "p/")));
    fc.assert(fc.property(fc.string(), (key) => void namesInEvent(event(key), "p/")));
  });
});
