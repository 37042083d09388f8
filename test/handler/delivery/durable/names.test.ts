import { describe, expect, it } from "vitest";
import {
  archiveName,
  inboxName,
  isKey,
  journalName,
  keyOfInboxName,
  keyOfName,
} from "../../../../handler/delivery/durable/names";

describe("names", () => {
  it.each([["job_j1_Success"], ["a.b-c_D"], ["x".repeat(200)]])("contain the key %s", (key) => {
    expect(isKey(key)).toBe(true);
    expect(keyOfInboxName(inboxName(key))).toBe(key);
    expect(keyOfInboxName(inboxName(key, 12))).toBe(key);
  });

  it.each([[""], ["a/b"], ["a b"], ["a~0001"], ["中"], ["x".repeat(201)]])("refuse the key %j", (key) => {
    expect(isKey(key)).toBe(false);
    expect(keyOfInboxName(`inbox/${key}`)).toBe(key === "a~0001" ? "a" : undefined);
  });

  it.each([["inbox/"], ["done/k"], ["inbox/a/b"], ["k"]])("find no key in %j", (name) => {
    expect(keyOfInboxName(name)).toBeUndefined();
  });

  it("distinguish dead callbacks of different rounds, and contain the key in both", () => {
    const names = [archiveName("dead", "k"), archiveName("dead", "k", 3)];
    expect(names).toEqual(["dead/k", "dead/k~0003"]);
    expect(names.map((name) => keyOfName("dead", name))).toEqual(["k", "k"]);
    expect(keyOfName("done", "dead/k")).toBeUndefined();
  });

  it("sort as their slots do", () => {
    const names = [1, 2, 9, 10, 11, 100].map((slot) => journalName("k", slot));
    expect([...names].sort()).toEqual(names);
  });
});
