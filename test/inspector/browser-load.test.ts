/** The page with the maximum number of callbacks, of a pipeline with durable delivery. */
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET } from "../local/support";
import { CHROMIUM } from "../../harness/chromium";
import { describeWith } from "../support/describe-with";
import { startManyCallbacks } from "../../harness/many-callbacks";
import type { ManyCallbacks } from "../../harness/many-callbacks";
import { foundById, FRAMES, SCROLLED_FRAMES } from "../../harness/page-frames";
import { countOn } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { deployPipeline } from "./support";
import { openSharedPage } from "./shared-browser";

const KEPT = 10_000;
describeWith(CHROMIUM, `the inspector's page with ${KEPT} callbacks in a durable inbox`, () => {
  let cloud: LocalCloud;
  let callbacks: ManyCallbacks;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  const count = () => countOn(page)();

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20 });
    await deployPipeline(cloud);
    callbacks = await startManyCallbacks(cloud);
    inspector = await startInspector(cloud, { limit: KEPT });
    await callbacks.arrive(KEPT);
    open = await openSharedPage(inspector, { isAnimated: true });
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    callbacks?.close();
    await cloud?.close();
  });

  /** Slower results are measured again, up to five times: other load on the machine does not count. */
  async function expectWithin(limitMs: number, name: string, measure: () => Promise<number>): Promise<void> {
    const figures: number[] = [];
    do figures.push(await measure());
    while (figures.length < 5 && figures.at(-1)! >= limitMs);
    console.log(`${name} with ${KEPT} callbacks: ${figures.map(Math.round).join(", ")} ms`);
    expect(Math.min(...figures)).toBeLessThan(limitMs);
  }

  it("loads within 3 s, with few rows in the document", async () => {
    await expectWithin(3000, "load", async () => {
      const started = performance.now();
      await page.reload();
      await expect.poll(count, { timeout: 20_000, interval: 20 }).toBe("10000 of 10000");
      return performance.now() - started;
    });
    await expect.poll(() => page.locator(".row").count()).toBeGreaterThan(0);
    expect(await page.locator(".row").count()).toBeLessThan(80);
    const facts = (kind: string) => page.locator(`.pipeline [data-kind=${kind}] .node-facts`).textContent();
    await expect.poll(() => facts("inbox")).toContain("dead 1000done 8000");
    await expect.poll(() => facts("outcome")).toContain("waiting 1000");
    const heapMB = await page.evaluate<number>("performance.memory.usedJSHeapSize / 1e6");
    console.log(`heap with ${KEPT} callbacks: ${heapMB.toFixed(1)} MB`);
    expect(heapMB).toBeLessThan(50);
  });

  it("scrolls, searches and filters within 100 ms", async () => {
    await expectWithin(100, "95th percentile of frames while scrolling", () => page.evaluate(SCROLLED_FRAMES));
    const search = (text: string): string => `(() => {
      const box = document.querySelector("#search"), started = performance.now();
      box.value = ${JSON.stringify(text)}; box.dispatchEvent(new Event("input"));
      return performance.now() - started;
    })()`;
    await expectWithin(100, "search", () => page.evaluate(search("j-9 outcome:dead")));
    await expect.poll(count).toBe("111 of 10000");
    await expectWithin(100, "no search", () => page.evaluate(search("")));
    await page.click("[data-filter=waiting]");
    await expect.poll(count).toBe("1000 of 10000");
    await page.click("[data-filter=all]");
  });

  it("finds one callback by its id within 100 ms, and opens it with Enter", async () => {
    let index = 7000;
    await expectWithin(100, "one found by its id", () => page.evaluate<number>(foundById(`j-${++index}`)));
    await page.locator("#search").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".detail-title .mono").allTextContents()).toEqual([`j-${index}`]);
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')")).toBe("tab");
    await page.fill("#search", "outcome:waiting id:j-700");
    await expect.poll(count).toBe("2 of 10000"); // j-700 and j-7000
    await page.fill("#search", "text:holiday.mp4");
    await expect.poll(count).toBe("0 of 10000");
    await page.fill("#search", `text:"videos/a.mp4" id:j-700`);
    await expect.poll(count).toBe("11 of 10000");
    await page.fill("#search", "");
    await expect.poll(count).toBe("10000 of 10000");
  });

  it("adds 100 callbacks as they arrive, with no frame longer than 100 ms", async () => {
    await expectWithin(100, "longest frame while 100 arrive", async () => {
      const frames = page.evaluate<number[]>(FRAMES);
      for (let round = 0; round < 10; round++) {
        await callbacks.arrive(10);
        await setTimeout(50); // spread over several ticks of the inspector
      }
      const last = `j-${callbacks.sent - 1}`;
      await expect.poll(() => page.locator(".row").filter({ hasText: last }).count()).toBeGreaterThan(0);
      await page.evaluate("window.framesAreEnough()");
      return Math.max(...(await frames));
    });
    await expect.poll(count).toBe("10000 of 10000");
    expect(open.complaints).toEqual([]);
  });
});
