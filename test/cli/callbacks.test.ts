import { describe, expect, it } from "vitest";
import { runCallbacks } from "../../cli/callbacks/run";
import { packEnvelope } from "../../handler/delivery/durable/envelope";
import { BUCKET, setUp } from "./callbacks-support";

const BODY = '{"EventName":"TaskFinish"}';
const parsed = (lines: readonly string[]): unknown[] => lines.map((line) => JSON.parse(line) as unknown);

describe("callbacks list", () => {
  it("lists waiting and dead callbacks", async () => {
    const { call } = await setUp();
    const { code, out, err } = await call("list");
    expect(code).toBe(0);
    expect(out.map((line) => line.replace(/ {2}\S+T\S+Z {2}/, " "))).toEqual([
      "inbox    waiting",
      "dead     bad1",
      "dead     bad2",
    ]);
    expect(err).toBe("3 callbacks\n");
  });

  it("lists one folder as JSON", async () => {
    const { call } = await setUp();
    const { out, err } = await call("list", "done", "--json");
    expect(parsed(out)).toMatchObject([{ place: "done", key: "good" }]);
    expect(err).toBe("");
  });

  it("counts one callback in the singular", async () => {
    const { call } = await setUp();
    expect((await call("list", "done")).err).toBe("1 callback\n");
  });
});

describe("callbacks list unrouted", () => {
  it("lists done callbacks that no route accepts, and show reports them as unrouted", async () => {
    const keys = Array.from({ length: 17 }, (_, index) => `unrouted${String(index).padStart(2, "0")}`);
    const { call } = await setUp(undefined, keys);
    const { code, out, err } = await call("list", "unrouted", "--json");
    expect(code).toBe(0);
    expect(parsed(out)).toMatchObject(keys.map((key) => ({ place: "unrouted", key })));
    expect(err).toBe("");
    expect((await call("show", "unrouted00")).out.join("\n")).toContain(
      "done, unrouted: no route of the handler accepts it",
    );
  });
});

describe("callbacks show", () => {
  it("prints the history and the content of a callback", async () => {
    const { call } = await setUp();
    const { code, out } = await call("show", "bad1");
    expect(code).toBe(0);
    expect(out[0]).toBe("key       bad1");
    expect(out).toContain("error     TypeError: no database");
    expect(out.at(-1)).toBe(BODY);
  });

  it("escapes control characters", async () => {
    const { call, store } = await setUp();
    const error = { name: "Error\u009b", message: "a\u001b[2J\nerror     none\tat all" };
    const outcome = { status: "dead", at: 1, attempts: 1, error } as const;
    const head = { key: "odd", source: "callback", receivedAt: 1, headers: {}, outcome } as const;
    const body = "\tone\u007f\r\ntwo\u001b]0;title\u0007";
    await store.put("dead/odd", packEnvelope({ head, body: Buffer.from(body) }));
    const entry = { kind: "dead", error, at: 1, nonce: "n", prev: "" };
    await store.put("journal/odd/0001", JSON.stringify(entry));

    const { out } = await call("show", "odd");
    const shown = "Error\\u009b: a\\u001b[2J\\u000aerror     none\\u0009at all";
    expect(out).toContain(`error     ${shown}`);
    expect(out).toContain(`   1  1970-01-01T00:00:00.001Z  given up: ${shown}`);
    expect(out.slice(-2)).toEqual(["\tone\\u007f\\u000d", "two\\u001b]0;title\\u0007"]);
    expect(parsed((await call("show", "odd", "--json")).out)).toMatchObject([{ head: { outcome: { error } }, body }]);
  });

  it("reports an unknown key", async () => {
    const { call } = await setUp();
    expect(await call("show", "other")).toEqual({ code: 1, out: [], err: "No callback has the key other\n" });
    const { code, out } = await call("show", "other", "--json");
    expect(code).toBe(1);
    expect(parsed(out)).toEqual([{ key: "other", result: "failed", error: "No callback has the key other" }]);
  });
});

describe("callbacks redrive", () => {
  it("changes nothing without --yes", async () => {
    const { call, names } = await setUp();
    const { out, err } = await call("redrive", "--all");
    expect(out.sort()).toEqual(["bad1  would be redriven", "bad2  would be redriven"]);
    expect(err).toBe("2 would be redriven; nothing was changed; add --yes to apply\n");
    expect(await names("dead/")).toHaveLength(2);
  });

  it("starts another round for all dead callbacks", async () => {
    const { call, names } = await setUp();
    const { code, out } = await call("redrive", "--all", "--yes", "--json");
    expect(code).toBe(0);
    expect(parsed(out.sort())).toEqual([
      { key: "bad1", result: "redriven" },
      { key: "bad2", result: "redriven" },
    ]);
    expect(await names("dead/")).toEqual([]);
    expect(await names("inbox/")).toEqual(["inbox/bad1~0004", "inbox/bad2~0004", "inbox/waiting"]);
  });

  it("continues after a callback that fails and reports it", async () => {
    const { call, names, store } = await setUp();
    await store.put("journal/bad1/0002", "\u001b[2J no entry");
    const { code, out, err } = await call("redrive", "--all", "--yes");
    expect(code).toBe(1);
    expect(out.sort()).toEqual([
      expect.stringMatching(/^bad1 {2}failed: journal\/bad1\/0002 cannot be read: /),
      "bad2  redriven",
    ]);
    expect(err).toBe("1 of 2 redriven, 1 failed\n");
    expect(await names("dead/")).toEqual(["dead/bad1"]);
    expect(await call("redrive", "--all")).toMatchObject({
      code: 1,
      err: "0 would be redriven, 1 failed; nothing was changed; add --yes to apply\n",
    });
    const error = expect.stringMatching(/^journal\/bad1\/0002 cannot be read/) as string;
    expect(parsed((await call("redrive", "bad1", "--json")).out)).toEqual([{ key: "bad1", result: "failed", error }]);
  });

  it("fails for a callback that is neither dead nor done, also in the preview", async () => {
    const { call } = await setUp();
    for (const [key, code, result] of [
      ["good", 0, "done already"],
      ["waiting", 1, "not dead"],
      ["other", 1, "no such callback"],
    ] as const) {
      const expected = { code, out: [`${key}  ${result}`] };
      expect(await call("redrive", key)).toMatchObject(expected);
      expect(await call("redrive", key, "--yes")).toMatchObject(expected);
    }
  });
});

describe("callbacks purge", () => {
  it("deletes callbacks that ended long enough ago, with --yes only", async () => {
    const { call, names } = await setUp();
    expect((await call("purge", "done")).err).toBe("0 would be purged; nothing was changed; add --yes to apply\n");
    expect((await call("purge", "done", "--older-than", "0s")).out).toEqual(["good  would be purged"]);
    expect(await names("done/")).toEqual(["done/good"]);
    expect((await call("purge", "done", "--older-than", "0s", "--yes")).out).toEqual(["good  purged"]);
    expect(await names("done/")).toEqual([]);
    expect(await names("dead/")).toHaveLength(2);
  });

  it("continues after a callback that fails and reports it", async () => {
    const { call, names, store } = await setUp();
    await store.put("journal/bad1/0002", "no entry");
    const error = expect.stringMatching(/^journal\/bad1\/0002 cannot be read: /) as string;
    const { code, out } = await call("purge", "dead", "--older-than", "0s", "--yes", "--json");
    expect(code).toBe(1);
    expect(parsed(out.sort())).toEqual([
      { key: "bad1", result: "failed", error },
      { key: "bad2", result: "purged" },
    ]);
    expect(await names("dead/")).toEqual(["dead/bad1"]);
    const { err } = await call("purge", "dead", "--older-than", "0s");
    expect(err).toBe("0 would be purged, 1 failed; nothing was changed; add --yes to apply\n");
  });
});

describe("an inbox", () => {
  it.each([["list"], ["list", "done", "--json"], ["redrive", "--all"], ["purge", "dead"]])(
    "that is missing is not reported as empty: %j",
    async (...args) => {
      const { call, names, store } = await setUp();
      await expect(call(...args, "--prefix", "ci-callback/")).rejects.toThrow(
        `There is no inbox under the prefix ci-callback/ in the bucket ${BUCKET}, or no function has used it yet`,
      );
      for (const name of await names("")) if (!name.startsWith("state/")) await store.delete(name);
      expect(await call(...args)).toMatchObject({ code: 0, out: [] });
    },
  );

  it("is found by its environment variables; the prefix applies only with the bucket", async () => {
    const { env } = await setUp();
    const sink = { write: () => {} };
    const named = { ...env, CI_CALLBACK_INBOX_BUCKET: BUCKET, CI_CALLBACK_INBOX_PREFIX: "other/" };
    await expect(runCallbacks(["list"], named, sink, sink)).rejects.toThrow("under the prefix other/");
    expect(await runCallbacks(["list", "--prefix", "ci-callbacks/"], named, sink, sink)).toBe(0);
    expect(await runCallbacks(["list", "--bucket", BUCKET], named, sink, sink)).toBe(0);
    const odd = { ...named, CI_CALLBACK_INBOX_PREFIX: "other" };
    await expect(runCallbacks(["list"], odd, sink, sink)).rejects.toThrow(
      "CI_CALLBACK_INBOX_PREFIX must be one to eight",
    );
  });
});
