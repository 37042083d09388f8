/** Attempts of durable delivery on the page, and time that the reader lets pass, in Chromium. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { deployDurable, jobCallback } from "../../harness/durable-deployment";
import { openPage } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET, enableMedia } from "../local/support";
import { describeWith } from "../support/describe-with";

/** A job whose id begins with `j-once` fails once, any other job always. */
const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: ({ jobId }, ctx) => {
  if (!jobId.startsWith("j-once") || ctx.attempt === 1) throw new RangeError("attempt " + ctx.attempt);
} });`;

describeWith(CHROMIUM, "durable delivery on the inspector's page", () => {
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  let callbackUrl: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 50 });
    ({ callbackUrl } = await deployDurable({ cloud, program: PROGRAM }));
    await enableMedia(cloud);
    const NotifyConfig = { Url: callbackUrl, State: "On", Type: "Url", Event: "TaskFinish", ResultFormat: "XML" };
    cloud.changeQueue(BUCKET, { NotifyConfig });
    inspector = await startInspector(cloud);
    open = await openPage(inspector);
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
  });

  const attempts = () => page.locator(".attempts").allTextContents();

  it("shows the attempts of a callback as its journal grows, and retries at once", async () => {
    await cloud.deliver(callbackUrl, jobCallback("j-once"), "JSON");
    await page.locator(".row:not([hidden])").click();
    await expect.poll(attempts).toEqual([expect.stringMatching(/Attempt 1 of 8next run at [\d:.]+/)]);
    await page.click("#tab-logs");
    await expect.poll(() => page.locator("#panel").textContent()).toContain("failed: RangeError: attempt 1");
    await page.locator("[data-key=retryNow]").click();
    await page.waitForSelector(".detail .pill.is-done");
    await expect.poll(attempts).toEqual(["Attempt 2 of 8"]);
    await expect.poll(() => page.locator("#panel").textContent()).toMatch(/attempt 1.*claimed by a worker.*done/s);
  });

  it("makes a dead letter and redrives it in four clicks", async () => {
    await page.click("#send");
    await page.click("dialog button[type=submit]");
    await page.waitForSelector(".detail .pill.is-waiting");
    await page.click("[data-key=drain]");
    await page.waitForSelector(".detail .pill.is-dead");
    await expect.poll(attempts).toEqual(["Attempt 8 of 8"]);
    await expect.poll(() => page.locator(".error-card").textContent()).toContain("RangeError: attempt 8");
    await page.click("[data-key=redrive]");
    await page.waitForSelector(".detail .pill.is-waiting");
    await expect.poll(attempts).toEqual([expect.stringContaining("Attempt 1 of 8")]);
    expect(open.complaints).toEqual([]);
  });
});
