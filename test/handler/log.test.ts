import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLog } from "../../handler/log";
import { captureLog, SECRET } from "./support";

let lines: Record<string, unknown>[];

beforeEach(() => {
  lines = captureLog();
});

afterEach(() => vi.restoreAllMocks());

describe("the log", () => {
  it.each([
    ["debug", ["debug", "info", "warn", "error"]],
    ["info", ["info", "warn", "error"]],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
  ] as const)("at level %s writes %s", (level, written) => {
    const log = createLog(level, []);
    for (const name of ["debug", "info", "warn", "error"] as const) log[name]("x");
    expect(lines.map((line) => line.level)).toEqual(written);
  });

  it("writes the time as ISO 8601", () => {
    for (const time of ["2026-01-02T03:04:05.006Z", "2026-12-31T23:59:59.999Z", "2027-10-10T10:10:10.010Z"]) {
      vi.useFakeTimers({ now: new Date(time), toFake: ["Date"] });
      createLog("info", []).info("x");
      expect(lines.at(-1)).toEqual({ time, level: "info", message: "x" });
    }
    vi.useRealTimers();
  });

  it("writes neither the secret nor the user's data", () => {
    createLog("info", [SECRET]).info(`path /${SECRET}`, {
      job: { userData: "private", operation: { UserData: "private", Mode: "x" }, input: { cosHeaders: ["private"] } },
      list: [{ Authorization: "private", secretKey: "private" }],
      raw: { data: { cos_headers: { "x-cos-meta-name": "private" } } },
      [SECRET]: SECRET,
    });
    expect(lines[0]).toMatchObject({
      message: "path /[redacted]",
      job: {
        userData: "[redacted]",
        operation: { UserData: "[redacted]", Mode: "x" },
        input: { cosHeaders: "[redacted]" },
      },
      list: [{ Authorization: "[redacted]", secretKey: "[redacted]" }],
      "[redacted]": "[redacted]",
    });
    expect(JSON.stringify(lines)).not.toContain("private");
  });

  it("keeps its own fields next to user fields of the same name", () => {
    const log = createLog("info", [], { requestId: "r1" });
    log.info("job failed", { message: "no such object", level: "high", requestId: "r2", jobId: "j1" });
    expect(lines[0]).toMatchObject({
      ...{ level: "info", message: "job failed", requestId: "r1", jobId: "j1" },
      ...{ level_: "high", message_: "no such object", requestId_: "r2" },
    });
  });

  it("writes one line for any input", () => {
    const circular: Record<string, unknown> = { name: "a" };
    circular.self = [circular];
    const throwing = {
      get bad(): never {
        throw new Error("getter");
      },
    };
    const log = createLog("info", []);
    log.info("circle", { circle: circular, same: [1, 1] });
    log.info("values", { big: 2n ** 64n, date: new Date(0), line: "a\nb", none: undefined, fn: () => 1 });
    log.info("error", { error: new Error("outer", { cause: new TypeError("inner") }) });
    log.info("getter", { hostile: throwing });

    expect(lines).toMatchObject([
      { circle: { name: "a", self: ["[circular]"] }, same: [1, 1] },
      { big: "18446744073709551616", date: "1970-01-01T00:00:00.000Z", line: "a\nb" },
      { error: { name: "Error", message: "outer", cause: { name: "TypeError", message: "inner" } } },
      { message: "getter", unwritable: "Error: getter" },
    ]);
    expect(lines).toHaveLength(4);
  });

  it("escapes C0 and C1 control characters and bidirectional marks", () => {
    const output: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((chunk) => output.push(String(chunk)) > 0);
    const text = "\u001b[2J\u007f\u0080\u009b31m\u009d0;x\u009c\u2028\u202e\u2069\n";
    createLog("info", [], { requestId: text }).warn(text, { [text]: text, list: [text], error: new Error(text) });
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(output.join("").slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
    expect(JSON.parse(output[0]!)).toMatchObject({ message: text, requestId: text, [text]: text, list: [text] });
  });
});
