import { describe, expect, it } from "vitest";
import { parseTime } from "../../../handler/callback/time";

describe("the vendor's times", () => {
  it.each([
    ["2023-05-06T16:04:13+0800", "2023-05-06T08:04:13Z"],
    ["2022-08-09 14:54:17+0800", "2022-08-09T06:54:17Z"],
    ["2022-08-03T18:45:50+08:00", "2022-08-03T10:45:50Z"],
    ["2023-01-01T00:30:00+0800", "2022-12-31T16:30:00Z"],
    ["2023-01-01T00:30:00-0330", "2023-01-01T04:00:00Z"],
    ["2024-02-29T12:00:00.123Z", "2024-02-29T12:00:00Z"],
  ])("reads %s", (text, instant) => {
    expect(parseTime(text)).toEqual(new Date(instant));
  });

  it.each([
    undefined,
    "",
    "-",
    "now",
    "2023-05-06",
    "2023-05-06T16:04:13",
    "2023-02-29T00:00:00Z",
    "2023-13-01T00:00:00Z",
    "2023-01-01T24:00:00Z",
    "2023-01-01T00:60:00Z",
  ])("returns undefined for %s", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});
