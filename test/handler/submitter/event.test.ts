import { expect, it } from "vitest";
import { keysInEvent } from "../../../handler/submitter/event";
import { fillIn } from "../../../handler/submitter/wildcards";

const BUCKET = { bucket: "media-1250000000", region: "ap-guangzhou" };

const event = (...keys: unknown[]) => ({ Records: keys.map((key) => ({ cos: { cosObject: { key } } })) });

it("removes account and bucket from a key, and reads it both raw and decoded", () => {
  const keys = event(
    "/1250000000/media/videos/a.mp4",
    "/1250000000/media/videos/a%20b.mp4",
    "/1250000000/media/100%.mp4",
  );
  expect(keysInEvent(keys, BUCKET)).toEqual([["videos/a.mp4"], ["videos/a%20b.mp4", "videos/a b.mp4"], ["100%.mp4"]]);
});

it.each([undefined, null, {}, { Records: {} }, event(1), { Records: [null] }])(
  "does not treat %j as an event of COS",
  (other) => {
    expect(keysInEvent(other, BUCKET)).toBeUndefined();
  },
);

it.each([
  ["out/${InputName}.${Ext}", "videos/a/b.c.mp4", "out/b.c.${Ext}"],
  ["out/${InputPath}${InputNameAndExt}", "videos/a/b.mp4", "out/videos/a/b.mp4"],
  ["out/${InputPath}/${Number}", "videos/b.mp4", "out/videos/${Number}"],
  ["${InputPath}${InputName}", "b.mp4", "b"],
  ["${InputName}", "a/.hidden", ".hidden"],
  ["${InputUrl}", "videos/a b&c.mp4", "https://media-1250000000.cos.ap-guangzhou.myqcloud.com/videos/a%20b%26c.mp4"],
  ["${InputFuture}", "a.mp4", "${InputFuture}"],
])("inserts %s for %s", (pattern, key, expected) => {
  expect(fillIn({ Output: [{ Object: pattern }], Count: 3 }, BUCKET, key)).toEqual({
    Output: [{ Object: expected }],
    Count: 3,
  });
});

it("inserts parts of a key unchanged, including a dollar sign", () => {
  expect(fillIn("${InputName}.jpg", BUCKET, "a/$&${Ext}.mp4")).toBe("$&${Ext}.jpg");
});
