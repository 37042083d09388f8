/** The page with the maximum number of callbacks, of a pipeline with durable delivery. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jobCallback, PREFIX } from "../../harness/durable-deployment";
import { archiveName, journalName } from "../../handler/delivery/durable/names";
import { jobKey } from "../../handler/delivery/durable/key";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET } from "../local/support";
import { CHROMIUM } from "../../harness/chromium";
import { describeWith } from "../support/describe-with";
import { FRAMES, SCROLLED_FRAMES } from "./frames";
import { countOn, openPage } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { deployPipeline } from "./support";

const KEPT = 10_000;
/** Posted at once. */
const PART = 200;
const ACCEPTED = JSON.stringify({ status: "accepted" });

/** Objects of a callback by state: one of ten is waiting, one of ten dead, the others done. */
function placeOf(index: number): string {
  const key = jobKey(`j-${index}`, "Success");
  if (index % 10 === 0) return journalName(key, 1);
  return archiveName(index % 10 === 1 ? "dead" : "done", key);
}

describeWith(CHROMIUM, `the inspector's page with ${KEPT} callbacks in a durable inbox`, () => {
  let cloud: LocalCloud;
  let receiver: Server;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  let sent = 0;
  const count = () => countOn(page)();

  /** Callbacks that a receiver accepted and durable delivery processed. */
  async function arrive(many: number): Promise<void> {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret`;
    for (const end = sent + many; sent < end;) {
      const part = Array.from({ length: Math.min(PART, end - sent) }, () => sent++);
      for (const index of part) cloud.putObject(BUCKET, PREFIX + placeOf(index), "{}");
      await Promise.all(part.map((index) => cloud.deliver(url, jobCallback(`j-${index}`), "JSON")));
    }
  }

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20 });
    await deployPipeline(cloud);
    receiver = createServer((request, response) => request.resume().on("end", () => response.end(ACCEPTED)));
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    inspector = await startInspector(cloud, { limit: KEPT });
    await arrive(KEPT);
    open = await openPage(inspector);
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    receiver?.close();
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
    const find = (id: string): string => `new Promise((resolve) => {
      const box = document.querySelector("#search"), started = performance.now();
      box.value = ${JSON.stringify(id)}; box.dispatchEvent(new Event("input"));
      const look = () => {
        const [row, ...others] = document.querySelectorAll(".row:not([hidden])");
        if (row?.textContent.includes(${JSON.stringify(id)}) && others.length === 0) resolve(performance.now() - started);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    })`;
    let index = 7000;
    await expectWithin(100, "one found by its id", () => page.evaluate<number>(find(`j-${++index}`)));
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
        await arrive(10);
        await setTimeout(50); // spread over several ticks of the inspector
      }
      const last = `j-${sent - 1}`;
      await expect.poll(() => page.locator(".row").filter({ hasText: last }).count()).toBeGreaterThan(0);
      await page.evaluate("window.framesAreEnough()");
      return Math.max(...(await frames));
    });
    await expect.poll(count).toBe("10000 of 10000");
    expect(open.complaints).toEqual([]);
  });
});
