/** The page with many callbacks, and with the maximum, of a pipeline with durable delivery. */
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET } from "../local/support";
import { CHROMIUM } from "../../harness/chromium";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { startManyCallbacks } from "../../harness/many-callbacks";
import type { ManyCallbacks } from "../../harness/many-callbacks";
import { foundById, SCROLLED_FRAMES } from "../../harness/page-frames";
import { countOn } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { deployPipeline } from "./support";
import { openSharedPage } from "./shared-browser";

describeWith(CHROMIUM, "the inspector's page with callbacks in a durable inbox", () => {
  describe("1000 of them", () => testsOf(1000));
  describe("10000 of them, the maximum", EXHAUSTIVE, () => testsOf(10_000));
});

function testsOf(kept: number): void {
  let cloud: LocalCloud;
  let callbacks: ManyCallbacks;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  const count = () => countOn(page)();
  const idsLike = (index: RegExp): number =>
    Array.from({ length: kept }, (_, i) => String(i)).filter((id) => index.test(id)).length;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20 });
    await deployPipeline(cloud);
    callbacks = await startManyCallbacks(cloud);
    inspector = await startInspector(cloud, { limit: kept });
    await callbacks.arrive(kept);
    open = await openSharedPage(inspector, { isAnimated: true });
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    callbacks?.close();
    await cloud?.close();
  });

  /**
   * Processor time of the page's main thread, in milliseconds: other load on the machine does not count.
   * `npm run bench:inspector` measures what a user sees.
   */
  async function processorMs(name: string, act: () => Promise<unknown>): Promise<number> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const taskSeconds = async (): Promise<number> => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find((metric) => metric.name === "TaskDuration")!.value;
    };
    const before = await taskSeconds();
    await act();
    const duration = (await taskSeconds()) - before;
    await session.detach();
    console.log(`${name} with ${kept} callbacks: ${(1000 * duration).toFixed(0)} ms`);
    expect(duration).toBeGreaterThan(0);
    return 1000 * duration;
  }

  it("loads in less than 3 s of processor time, with few rows in the document", async () => {
    const load = processorMs("load", async () => {
      await page.reload();
      await expect.poll(count, { timeout: 20_000, interval: 20 }).toBe(`${kept} of ${kept}`);
    });
    expect(await load).toBeLessThan(3000);
    await expect.poll(() => page.locator(".row").count()).toBeGreaterThan(0);
    expect(await page.locator(".row").count()).toBeLessThan(80);
    const facts = (kind: string) => page.locator(`.pipeline [data-kind=${kind}] .node-facts`).textContent();
    await expect.poll(() => facts("inbox")).toContain(`dead ${kept / 10}done ${0.8 * kept}`);
    await expect.poll(() => facts("outcome")).toContain(`waiting ${kept / 10}`);
    const heapMB = await page.evaluate<number>("performance.memory.usedJSHeapSize / 1e6");
    console.log(`heap with ${kept} callbacks: ${heapMB.toFixed(1)} MB`);
    expect(heapMB).toBeLessThan(50);
  });

  it("scrolls, searches and filters in less than 100 ms of processor time", async () => {
    const scroll = await processorMs("60 frames while scrolling", () => page.evaluate(SCROLLED_FRAMES));
    expect(scroll / 60).toBeLessThan(34);
    const search = (text: string) =>
      page.evaluate(`(() => {
      const box = document.querySelector("#search");
      box.value = ${JSON.stringify(text)}; box.dispatchEvent(new Event("input"));
    })()`);
    expect(await processorMs("search", () => search("j-9 outcome:dead"))).toBeLessThan(100);
    await expect.poll(count).toBe(`${idsLike(/^9.*1$/)} of ${kept}`);
    expect(await processorMs("no search", () => search(""))).toBeLessThan(100);
    await page.click("[data-filter=waiting]");
    await expect.poll(count).toBe(`${kept / 10} of ${kept}`);
    await page.click("[data-filter=all]");
  });

  it("finds one callback by its id in less than 100 ms of processor time, and opens it with Enter", async () => {
    const index = 0.7 * kept + 1;
    const find = processorMs("one found by its id", () => page.evaluate<number>(foundById(`j-${index}`)));
    expect(await find).toBeLessThan(100);
    await page.locator("#search").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".detail-title .mono").allTextContents()).toEqual([`j-${index}`]);
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')")).toBe("tab");
    await page.fill("#search", "outcome:waiting id:j-70");
    await expect.poll(count).toBe(`${idsLike(/^70(.*0)?$/)} of ${kept}`);
    await page.fill("#search", "text:holiday.mp4");
    await expect.poll(count).toBe(`0 of ${kept}`);
    await page.fill("#search", `text:"videos/a.mp4" id:j-70`);
    await expect.poll(count).toBe(`${idsLike(/^70/)} of ${kept}`);
    await page.fill("#search", "");
    await expect.poll(count).toBe(`${kept} of ${kept}`);
  });

  it("adds 100 callbacks as they arrive, with less than 100 ms of processor time per round", async () => {
    const rounds = 10;
    const arrivals = processorMs("100 that arrive", async () => {
      for (let round = 0; round < rounds; round++) {
        await callbacks.arrive(10);
        await setTimeout(50); // spread over several ticks of the inspector
      }
      const last = `j-${callbacks.sent - 1}`;
      await expect.poll(() => page.locator(".row").filter({ hasText: last }).count()).toBeGreaterThan(0);
    });
    expect((await arrivals) / rounds).toBeLessThan(100);
    await expect.poll(count).toBe(`${kept} of ${kept}`);
    expect(open.pageErrors).toEqual([]);
  });
}
