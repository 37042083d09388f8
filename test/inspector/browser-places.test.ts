/** The page on a narrow screen, and after a restart of its server. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { jobCallback } from "../../harness/durable-deployment";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET, enableMedia } from "../local/support";
import { CHROMIUM } from "../../harness/chromium";
import { describeWith } from "../support/describe-with";
import { countOn } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { deployPipeline } from "./support";
import { openSharedPage } from "./shared-browser";

/** No server listens there: deliveries end at once, without an answer. */
const NOBODY = "http://127.0.0.1:9/secret-of-nobody";
const NARROW = { viewport: { width: 390, height: 844 } };

describeWith(CHROMIUM, "the inspector's page", () => {
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage | undefined;
  const send = (jobId: string, url = NOBODY) => cloud.deliver(url, jobCallback(jobId), "JSON");

  beforeEach(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1 });
    inspector = await startInspector(cloud);
  });

  afterEach(async () => {
    await open?.close();
    await inspector.close();
    await cloud.close();
  });

  it("shows either list or detail on a narrow screen, without overflow", async () => {
    const { callbackUrl } = await deployPipeline(cloud);
    open = await openSharedPage(inspector, NARROW);
    const { page } = open;
    const isSeen = (selector: string) => page.locator(selector).first().isVisible();
    await send("j-narrow", callbackUrl);
    await page.waitForSelector(".row:not([hidden])");
    await expect.poll(async () => [await isSeen(".list"), await isSeen(".detail")]).toEqual([true, false]);
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);

    await page.locator(".row:not([hidden])").first().click();
    await page.waitForSelector(".detail h2");
    await expect.poll(() => page.locator(".detail").boundingBox()).toEqual({ x: 0, y: 0, ...NARROW.viewport });
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);

    await page.locator(".detail .only-narrow").click();
    await expect.poll(async () => [await isSeen(".list"), await isSeen(".detail")]).toEqual([true, false]);
    await expect.poll(() => page.evaluate("document.activeElement.getAttribute('role')")).toBe("listbox");
    expect(open.pageErrors).toEqual([]);
  });

  it("reports a lost server, and shows all callbacks of the next server", async () => {
    await enableMedia(cloud);
    open = await openSharedPage(inspector);
    const { page } = open;
    const count = () => countOn(page)();
    const live = () => page.locator(".live").textContent();
    await send("j-before");
    await expect.poll(count).toBe("1 of 1");

    await inspector.close();
    await expect.poll(live).toBe("reconnecting…");
    await send("j-meanwhile");
    inspector = await startInspector(cloud, { port: Number(new URL(inspector.url).port) });

    await expect.poll(live).toBe("live");
    await expect.poll(count).toBe("2 of 2");
    await expect
      .poll(() => page.locator(".row:not([hidden])").allTextContents())
      .toEqual([expect.stringContaining("j-meanwhile"), expect.stringContaining("j-before")]);
    await send("j-after");
    await expect.poll(count).toBe("3 of 3");
  });
});
