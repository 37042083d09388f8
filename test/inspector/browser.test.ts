/** The page in a real Chromium: one browser, one cloud, one pipeline. */
import { expect, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { CHROMIUM } from "../../harness/chromium";
import { describeWith } from "../support/describe-with";
import { LOW_CONTRAST } from "./contrast";
import { deployPipeline } from "./support";
import { countOn } from "../../harness/page-in-browser";
import { useWorkbench } from "./browser-support";

/** Markup, and text that would end an attribute, a string and a comment. */
const HOSTILE = `"'><script>window.hacked=1</script><img src=x onerror=window.hacked=1>--></title>\u202e`;

describeWith(CHROMIUM, "the inspector's page in Chromium", () => {
  const bench = useWorkbench(deployPipeline);

  const rows = () => bench.page.locator(".row:not([hidden])");
  const count = () => countOn(bench.page)();
  const pressed = (key: string) => bench.page.keyboard.press(key);

  it("draws the deployed pipeline", async () => {
    const kinds = () =>
      bench.page.evaluate<string[]>(
        "[...document.querySelectorAll('.pipeline .node')].map((node) => node.dataset.kind)",
      );
    await expect
      .poll(kinds)
      .toEqual(["bucket", "jobs", "queue", "ingress", "function", "function", "inbox", "function", "outcome"]);
    await expect.poll(() => bench.page.locator(".pipeline .edge").count()).toBe(8);
    await expect.poll(() => bench.page.locator(".live").textContent()).toBe("live");
  });

  it("sends a sample, and shows its event, body, log and answer", async () => {
    await bench.page.click("#send");
    await bench.page.selectOption("dialog [name=sample]", "SplitVideoParts");
    await bench.page.selectOption("dialog [name=format]", "xml");
    await bench.page.click("dialog button[type=submit]");
    await bench.page.waitForSelector(".row[aria-selected=true] .pill.is-done");
    await bench.page.waitForSelector(".detail .pill.is-done");
    await expect.poll(() => bench.page.locator(".detail h2").textContent()).toBe("SplitVideoParts");
    await expect.poll(() => bench.page.locator(".shots .shot").count()).toBeGreaterThan(2);
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain('"type": "jobs"');
    await bench.page.click("#tab-body");
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain("<Tag>SplitVideoParts</Tag>");
    await bench.page.click("#tab-logs");
    // The log of a call may arrive after its outcome.
    await expect.poll(() => bench.page.locator("#panel").textContent()).toMatch(/worker.*effect \{.*"attempt":1/s);
    await bench.page.click("#tab-answerTab");
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain('"status": "accepted"');
    await expect.poll(() => bench.page.locator(".pipeline [data-kind=ingress]").textContent()).toContain("callbacks 1");
  });

  it("repeats and damages a callback", async () => {
    await bench.page.locator(".detail .buttons button", { hasText: "Repeat" }).first().click();
    await expect.poll(count).toBe("2 of 2");
    await bench.page.selectOption(".detail .buttons select", "truncate");
    await bench.page.waitForSelector(".row[aria-selected=true] .pill.is-refused");
    await bench.page.click("#tab-event");
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain("The handler refuses this body");
  });

  it("repeats in five seconds", async () => {
    const asked: unknown[] = [];
    await bench.page.route("**/api/repeat", async (route) => {
      const request = route.request().postDataJSON() as { readonly id: string };
      asked.push(request);
      await route.continue({ postData: { id: request.id, delayMs: 50 } });
    });
    await bench.page.locator(".detail .buttons button", { hasText: "Repeat in 5 s" }).click();
    await expect.poll(count).toBe("4 of 4");
    expect(asked).toEqual([{ id: bench.cloud.deliveries[2]!.id, delayMs: 5000 }]);
    await bench.page.unroute("**/api/repeat");
  });

  it("sends the end of a workflow run, and draws the run", async () => {
    await bench.page.click("#send");
    await bench.page.selectOption("dialog [name=sample]", "Transcode");
    await bench.page.check("dialog [name=workflow]");
    await bench.page.click("dialog button[type=submit]");
    await expect
      .poll(() => bench.page.locator(".detail .node[data-kind=task] strong").allTextContents())
      .toEqual(["Start", expect.stringMatching(/^Transcode/)]);
    await expect.poll(() => bench.page.locator(".detail .edge").count()).toBe(1);
    await expect.poll(() => bench.page.locator(".detail .node.is-good").count()).toBe(2);
  });

  it("shows hostile text as text", async () => {
    const body = JSON.parse(jobCallback("j-hostile")) as { JobsDetail: { Input: { Object: string }; Tag: string }[] };
    Object.assign(body.JobsDetail[0]!, { Tag: HOSTILE, Message: HOSTILE });
    body.JobsDetail[0]!.Input.Object = HOSTILE;
    await bench.cloud.deliver(bench.deployed.callbackUrl, JSON.stringify(body), "JSON");
    await bench.cloud.deliver(bench.deployed.callbackUrl, HOSTILE, "XML");
    await expect.poll(count).toBe("7 of 7");
    for (const index of [0, 1]) {
      await rows()
        .filter({ hasText: index === 0 ? "not a callback" : "onerror" })
        .first()
        .click();
      for (const tab of ["event", "body", "logs", "answerTab"]) await bench.page.click(`#tab-${tab}`);
    }
    await bench.page.click("#tab-body");
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain("<script>window.hacked=1</script>");
    expect(await bench.page.evaluate("window.hacked")).toBeUndefined();
    expect(await bench.page.locator("body script, body img").count()).toBe(0);
  });

  it("filters by words and by outcome", async () => {
    await bench.page.fill("#search", "splitvideo JSON");
    await expect.poll(count).toBe("0 of 7");
    await expect.poll(() => bench.page.locator(".list .empty").textContent()).toContain("No callback matches.");
    await bench.page.fill("#search", "splitvideo");
    await expect.poll(count).toBe("2 of 7");
    await bench.page.fill("#search", "");
    await bench.page.click("[data-filter=bad]");
    await expect.poll(count).toBe("4 of 7"); // three refused ones, and the hostile one without a route
    await bench.page.click("[data-filter=all]");
    await expect.poll(count).toBe("7 of 7");
  });

  it("adds and removes a fault", async () => {
    await bench.page.click("#faults");
    await bench.page.selectOption("dialog [name=what]", "answer503");
    await bench.page.click("dialog button[type=submit]");
    await bench.page.waitForSelector(".faults code");
    await pressed("Escape");
    await expect.poll(() => bench.page.locator("#faults").textContent()).toBe("Faults (1)");
    await bench.cloud.deliver(bench.deployed.callbackUrl, jobCallback("j-unlucky"), "JSON");
    await bench.page.waitForSelector(".row .pill.is-failed");
    await expect.poll(() => rows().first().textContent()).toContain("503");
    await bench.page.click("#faults");
    await expect.poll(() => bench.page.locator(".faults").textContent()).toContain("1 matched");
    await bench.page.locator(".faults button").first().click();
    await expect.poll(() => bench.page.locator(".faults code").count()).toBe(0);
    await pressed("Escape");
  });

  it("redrives a dead callback", async () => {
    await bench.cloud.deliver(bench.deployed.callbackUrl, jobCallback("j-refused"), "JSON");
    await rows().filter({ hasText: "j-refused" }).first().click();
    await bench.page.waitForSelector(".detail .pill.is-dead");
    await bench.page.locator(".detail .buttons button", { hasText: "Re-drive" }).click();
    await expect.poll(() => bench.page.locator(".toast").textContent()).toBe("1 re-driven");
    await expect
      .poll(() => bench.cloud.logs.filter(({ text }) => text.includes("effect") && text.includes("j-refused")).length)
      .toBe(2);
  });

  it("redrives all dead callbacks", async () => {
    const effects = () => bench.cloud.logs.filter(({ text }) => text.includes("effect")).length;
    await bench.cloud.deliver(bench.deployed.callbackUrl, jobCallback("j-refused-2"), "JSON");
    await expect.poll(() => rows().locator(".pill.is-dead").count()).toBe(2);
    const before = effects();
    await bench.page.click("#redrive");
    await expect.poll(() => bench.page.locator(".toast").textContent()).toBe("2 re-driven");
    await expect.poll(effects).toBe(before + 2);
    await expect.poll(() => rows().locator(".pill.is-dead").count()).toBe(2);
  });

  it("can be used with the keyboard alone", async () => {
    await bench.page.locator("#send").focus();
    await pressed("/");
    await expect.poll(() => bench.page.evaluate("document.activeElement.id")).toBe("search");
    await bench.page.keyboard.type("j-unlucky");
    await expect.poll(count).toMatch(/^1 of/);
    await pressed("Escape");
    await expect.poll(count).toMatch(/^(\d+) of \1$/);
    await pressed("ArrowDown");
    await expect.poll(() => bench.page.evaluate("document.activeElement.getAttribute('role')")).toBe("listbox");
    await pressed("End");
    await pressed("ArrowUp");
    await pressed("Home");
    const isActive =
      "document.activeElement.getAttribute('aria-activedescendant') === document.querySelector('[aria-selected=true].row').id";
    await expect.poll(() => bench.page.evaluate(isActive)).toBe(true);
    await pressed("Enter");
    await expect.poll(() => bench.page.evaluate("document.activeElement.getAttribute('role')")).toBe("tab");
    await pressed("ArrowRight");
    await expect.poll(() => bench.page.evaluate("document.activeElement.id")).toMatch(/^tab-(beside|logs)$/);
    await expect.poll(() => bench.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    const unnamed =
      "[...document.querySelectorAll('button,select,input,[tabindex=\"0\"]')].filter((e) => !e.hidden && !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.labels?.length)).length";
    await expect.poll(() => bench.page.evaluate(unnamed)).toBe(0);
  });

  it("is readable in light and dark mode", async () => {
    const texts = "[...document.querySelectorAll('.row .pill, .node, .t-name, .tab')].length";
    for (const theme of ["light", "dark"]) {
      await expect.poll(() => bench.page.evaluate("document.documentElement.dataset.theme")).toBe(theme);
      for (const tab of ["event", "logs"]) {
        await bench.page.click(`#tab-${tab}`);
        await expect.poll(() => bench.page.evaluate<number>(texts)).toBeGreaterThan(10);
        await expect.poll(() => bench.page.evaluate(LOW_CONTRAST)).toEqual([]);
      }
      await bench.page.click("#theme");
    }
  });

  it("switches to Chinese and dark mode, and remembers both", async () => {
    await bench.page.click("#language");
    await bench.page.click("#theme");
    await bench.page.reload();
    await bench.page.waitForSelector(".node");
    await expect.poll(() => bench.page.locator("h1").textContent()).toBe("CI 检查器");
    await expect
      .poll(() => bench.page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]"))
      .toEqual(["zh-CN", "dark"]);
    await bench.page.click("#language");
    await bench.page.click("#theme");
  });

  it("logs no error and sends no request to another host", () => {
    expect(bench.open.pageErrors).toEqual([]);
  });
});
