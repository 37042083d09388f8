import { describe, expect, it } from "vitest";
import { CiApiError } from "../../../../api/errors";
import type { CiSource } from "../../../../handler/delivery/durable/ci-history";
import { openEnvelope } from "../../../../handler/delivery/durable/envelope";
import { reconcile } from "../../../../handler/delivery/durable/reconcile";
import { MINUTE, HOUR, always, busy, setUp } from "./reconcile-support";

describe("reconcile", () => {
  it("puts items that ended without a callback into the inbox and marks them", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "lost", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
    ]);
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({ listed: 1, found: 1 });
    const { head, body } = openEnvelope(store.objects.get("inbox/lost")!.content, "lost");
    expect(head).toMatchObject({ key: "lost", source: "reconciled" });
    expect(Buffer.from(body).toString()).toBe("body of lost");
  });

  it("ignores items that have a journal, are in the inbox, have just ended or are no longer known to CI", async () => {
    const { store, begin, options, since } = setUp((now) => [
      { key: "known", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "waiting", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE },
      { key: "ended-now", createdAt: now - 90 * MINUTE, endedAt: now - 10_000 },
      { key: "forgotten", createdAt: now - 90 * MINUTE, endedAt: now - MINUTE, body: () => Promise.resolve(undefined) },
    ]);
    store.write("journal/known/0001", "{}");
    store.write("inbox/waiting", "as it was");
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({ listed: 4, found: 0 });
    expect(store.names("inbox/")).toEqual(["inbox/waiting"]);
    expect(store.text("inbox/waiting")).toBe("as it was");
  });

  it("continues with the other sources if one fails, and starts after it the next time", async () => {
    const { begin, listCalls, failures, options, since } = setUp(() => [], ["A", "B", "C"]);
    const [a, ...others] = options.history.sources;
    const refuse = (): never => {
      throw new CiApiError(403, "AccessDenied", "no", "", "GET /jobs");
    };
    const history = { ...options.history, sources: [{ ...a!, list: refuse }, ...others] };
    const result = await reconcile({ ...options, history }, since(begin - 5 * MINUTE, { last: "A" }), always);
    expect(listCalls.map(([tag]) => tag)).toEqual(["B", "C"]);
    expect(failures).toEqual(["A"]);
    expect(result).toMatchObject({ failed: 1, progress: { last: "A" } });
  });

  it("stops asking if CI refuses further calls, and keeps its progress", async () => {
    const { begin, listCalls, options, since } = setUp(
      (now) => [
        { key: "a", createdAt: now - 90 * MINUTE, endedAt: now - HOUR },
        { key: "b", createdAt: now - 30 * MINUTE, endedAt: now - MINUTE, body: () => Promise.reject(busy) },
      ],
      ["A", "B"],
    );
    const result = await reconcile(options, since(begin - 2 * HOUR), always);
    expect(result).toMatchObject({ found: 1, failed: 1, progress: { cursors: { A: begin - HOUR }, last: "A" } });
    expect(listCalls.map(([tag]) => tag)).toEqual(["A", "A"]);
  });

  it("remembers a job whose callback it could not create, and settles the others", async () => {
    const { store, begin, options, since } = setUp((now) => [
      {
        key: "bad",
        createdAt: now - 70 * MINUTE,
        endedAt: now - MINUTE,
        body: () => Promise.reject(new Error("no XML")),
      },
      { key: "good", createdAt: now - 70 * MINUTE, endedAt: now - MINUTE },
    ]);
    const result = await reconcile(options, since(begin - 2 * HOUR), always);
    expect(result).toMatchObject({ found: 1, failed: 1, progress: { open: [["bad", begin - 70 * MINUTE]] } });
    expect(store.names("inbox/")).toEqual(["inbox/good"]);
  });

  it("does not ask CI about callbacks in the inbox", async () => {
    const bodies: string[] = [];
    const { store, begin, options, since } = setUp((now) => [
      {
        ...{ key: "waiting", createdAt: now - HOUR, endedAt: now - MINUTE },
        body: () => Promise.resolve(void bodies.push("waiting")).then(() => ""),
      },
    ]);
    store.write("inbox/waiting", "as it was");
    expect(await reconcile(options, since(begin - 2 * HOUR), always)).toMatchObject({
      found: 0,
      progress: { open: [] },
    });
    expect(bodies).toEqual([]);
  });

  it("asks for one workflow if CI refuses another, and for jobs if CI lists no workflows", async () => {
    const { store, begin, options, since } = setUp(
      (now) => [
        { key: "run", createdAt: now - HOUR, endedAt: now - MINUTE, tag: "run/w2" },
        { key: "job", createdAt: now - HOUR, endedAt: now - MINUTE },
      ],
      ["A", "run/w2"],
    );
    const [jobs, second] = options.history.sources as readonly [CiSource, CiSource];
    const refused = { name: "run/w1", list: () => { throw new Error("refused"); } }; // prettier-ignore
    const sources = [jobs];
    const before = since(begin - 2 * HOUR);
    const workflows = (): Promise<readonly CiSource[]> => Promise.resolve([refused, second]);
    const listed = await reconcile({ ...options, history: { ...options.history, sources, workflows } }, before, always);
    expect(store.names("inbox/")).toEqual(["inbox/job", "inbox/run"]);
    expect(listed.progress.cursors).toEqual({
      A: begin - 5 * MINUTE,
      "run/w1": expect.anything() as number,
      "run/w2": begin - 5 * MINUTE,
    });

    const failing = (): Promise<never> => Promise.reject(new Error("refused"));
    const again = await reconcile(
      { ...options, history: { ...options.history, sources, workflows: failing } },
      listed.progress,
      always,
    );
    expect(again).toMatchObject({ failed: 1 });
    expect(again.progress.cursors).toEqual(listed.progress.cursors);
  });
});
