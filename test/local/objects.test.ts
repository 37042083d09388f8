import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Objects } from "../../local/cos/objects";
import type { StoredObject } from "../../local/cos/objects";

const OBJECT = {} as StoredObject;

describe("the objects of a bucket", () => {
  it("are listed in the order of their keys, after any writes and deletions", () => {
    const key = fc.constantFrom("a", "a/", "a/1", "a/2", "a/~", "b", "b/1", "中/1", "");
    const step = fc.oneof(
      fc.record({ verb: fc.constantFrom("set" as const, "delete" as const), key }),
      fc.record({ verb: fc.constant("list" as const), key, marker: key, limit: fc.integer({ min: 0, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const objects = new Objects();
        const keys = new Set<string>();
        for (const each of steps) {
          if (each.verb === "set") void (objects.set(each.key, OBJECT), keys.add(each.key));
          if (each.verb === "delete") expect(objects.delete(each.key)).toBe(keys.delete(each.key));
          if (each.verb !== "list") continue;
          const all = [...keys].filter((name) => name.startsWith(each.key) && name > each.marker).sort();
          expect(objects.keysAfter(each.key, each.marker, each.limit)).toEqual(all.slice(0, each.limit));
        }
        expect([...objects.keys()].sort()).toEqual([...keys].sort());
      }),
    );
  });

  it("are listed page by page in linear time", () => {
    const objects = new Objects();
    for (let index = 0; index < 100_000; index++) objects.set(`k${(index * 7919) % 100_000}`, OBJECT);
    let [count, marker] = [0, ""];
    for (;;) {
      const page = objects.keysAfter("k", marker, 1000);
      if (page.length === 0) break;
      for (const key of page.slice(0, 500)) objects.delete(key);
      [count, marker] = [count + page.length, page.at(-1)!];
    }
    expect([count, objects.size]).toEqual([100_000, 50_000]);
  });
});
