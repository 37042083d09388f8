/** Links to callbacks, restarts of the server, and several tabs, in Chromium. */
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { jobCallback } from "../../harness/durable-deployment";
import { countOn } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET, enableMedia } from "../local/support";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { openSharedPage } from "./shared-browser";

/** No server listens there: deliveries end at once, without an answer. */
const NOBODY = "http://127.0.0.1:9/secret-of-nobody";

describeWith(CHROMIUM, "links to callbacks, and tabs", () => {
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;

  beforeEach(async () => {
    ({ cloud, inspector } = await start(0));
    open = await openSharedPage(inspector);
    ({ page } = open);
  });

  afterEach(async () => {
    await open.close();
    await inspector.close();
    await cloud.close();
  });

  async function start(port: number): Promise<{ cloud: LocalCloud; inspector: Inspector }> {
    const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20 });
    await enableMedia(cloud);
    return { cloud, inspector: await startInspector(cloud, { port }) };
  }

  const send = (jobId: string) => cloud.deliver(NOBODY, jobCallback(jobId), "JSON");
  const rowOf = (jobId: string) => page.locator(".row:not([hidden])").filter({ hasText: jobId });
  const shown = () => page.locator(".detail-title .mono").allTextContents();
  const selected = () => page.locator(".row[aria-selected=true]:not([hidden])").allTextContents();

  it("keeps the selected callback in the address, over reload, Back and a restarted server", async () => {
    const { id } = await send("j-first");
    await send("j-second");
    await expect.poll(countOn(page)).toBe("2 of 2"); // a row that arrives moves the others
    await rowOf("j-first").click();
    await expect.poll(shown).toEqual(["j-first"]);
    expect(new URL(page.url()).hash).toBe(`#/callbacks/${id}`);
    await rowOf("j-second").click();
    await expect.poll(shown).toEqual(["j-second"]);
    await page.goBack();
    await expect.poll(shown).toEqual(["j-first"]);
    await expect.poll(selected).toEqual([expect.stringContaining("j-first")]);
    await page.reload();
    await expect.poll(shown).toEqual(["j-first"]);
    await expect.poll(selected).toEqual([expect.stringContaining("j-first")]);

    await inspector.close();
    await send("j-meanwhile");
    inspector = await startInspector(cloud, { port: Number(new URL(inspector.url).port) });
    await expect.poll(countOn(page)).toBe("3 of 3");
    await expect.poll(shown).toEqual(["j-first"]);
    await page.locator("[data-key=repeat]").click();
    await expect.poll(countOn(page)).toBe("4 of 4");
    await expect.poll(selected).toEqual([expect.stringContaining("j-first")]);
  });

  it("moves through the list without a history entry for each step", async () => {
    for (const jobId of ["j-1", "j-2", "j-3"]) await send(jobId);
    await rowOf("j-3").click();
    await page.locator(".list").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(shown).toEqual(["j-1"]);
    await page.goBack();
    await expect.poll(() => page.locator(".detail").textContent()).toContain("Choose a callback");
    await expect.poll(selected).toEqual([]);
  });

  it("shows no other callback instead of one that a restarted cloud lacks", async () => {
    await send("j-of-the-first-run");
    await rowOf("j-of-the-first-run").click();
    await expect.poll(shown).toEqual(["j-of-the-first-run"]);
    const port = Number(new URL(inspector.url).port);
    await inspector.close();
    await cloud.close();
    ({ cloud, inspector } = await start(port));
    await send("j-of-the-second-run");
    await expect.poll(() => rowOf("j-of-the-second-run").count()).toBe(1);
    await expect.poll(() => page.locator(".detail").textContent()).toContain("an earlier run of the local cloud");
    expect(await shown()).toEqual(["j-of-the-first-run"]);
    await expect.poll(() => page.locator("[data-key=repeat]").count()).toBe(0);
    await page.reload();
    await expect.poll(shown).toEqual(["j-of-the-first-run"]); // kept by the browser
    await expect.poll(() => page.locator(".detail").textContent()).toContain("an earlier run of the local cloud");
    await expect.poll(selected).toEqual([]);
    await page.evaluate("localStorage.setItem('inspector.callbacks', '[null]')"); // by another program on this port
    await page.evaluate("location.hash = '#/callbacks/never-seen'");
    await expect.poll(() => page.locator(".detail").textContent()).toContain("no longer kept");
  });

  /** Opens tabs besides the first one. */
  async function openTabs(tabs: Page[], count: number): Promise<void> {
    while (tabs.length < count) {
      const tab = await page.context().newPage();
      await tab.goto(inspector.url);
      tabs.push(tab);
    }
  }

  async function expectCounts(tabs: readonly Page[], text: string): Promise<void> {
    const counts = (): Promise<unknown> => Promise.all(tabs.map((tab) => countOn(tab)()));
    await expect.poll(counts, { timeout: 20_000 }).toEqual(tabs.map(() => text));
    await expect.poll(() => inspector.pages).toBe(1);
  }

  it("shows callbacks at once in two tabs, by one connection, also after the first tab is closed", async () => {
    const tabs = [page];
    await openTabs(tabs, 2);
    await send("j-1");
    await expectCounts(tabs, "1 of 1");
    await tabs.shift()!.close();
    await send("j-2");
    await expectCounts(tabs, "2 of 2");
    await tabs[0]!.locator(".row:not([hidden])").first().click();
    await expect.poll(() => tabs[0]!.locator(".detail-title .mono").allTextContents()).toEqual(["j-2"]);
    await expect.poll(() => inspector.pages).toBe(1);
  });

  it("shows callbacks at once in more than six tabs, also after the first tab is closed", EXHAUSTIVE, async () => {
    const tabs = [page];
    await openTabs(tabs, 7); // a browser opens six connections to a host
    await send("j-1");
    await expectCounts(tabs, "1 of 1");
    await tabs.shift()!.close();
    await send("j-2");
    await expectCounts(tabs, "2 of 2");
  });

  it("reports in the reader's language that the local cloud has stopped", async () => {
    await send("j-1");
    await rowOf("j-1").click();
    await expect.poll(shown).toEqual(["j-1"]);
    await inspector.close();
    await page.locator("[data-key=repeat]").click();
    await expect.poll(() => page.locator(".toast").textContent()).toContain("The local cloud cannot be reached");
    await page.click("#language");
    await page.locator("[data-key=repeat]").click();
    await expect.poll(() => page.locator(".toast").textContent()).toContain("无法连接本地云");
  });
});
