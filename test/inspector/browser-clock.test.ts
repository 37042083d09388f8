/** Attempts of durable delivery on the page, and advanced time, in Chromium. */
import { expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { deployDurable, jobCallback } from "../../harness/durable-deployment";
import { BUCKET, enableMedia } from "../local/support";
import { describeWith } from "../support/describe-with";
import { useWorkbench } from "./browser-support";

/** A job whose id begins with `j-once` fails once, any other job always. */
const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: ({ jobId }, ctx) => {
  if (!jobId.startsWith("j-once") || ctx.attempt === 1) throw new RangeError("attempt " + ctx.attempt);
} });`;

describeWith(CHROMIUM, "durable delivery on the inspector's page", () => {
  const bench = useWorkbench(async (cloud) => {
    const { callbackUrl } = await deployDurable({ cloud, program: PROGRAM });
    await enableMedia(cloud);
    const NotifyConfig = { Url: callbackUrl, State: "On", Type: "Url", Event: "TaskFinish", ResultFormat: "XML" };
    cloud.changeQueue(BUCKET, { NotifyConfig });
    return callbackUrl;
  });

  const attempts = () => bench.page.locator(".attempts").allTextContents();

  it("shows the attempts of a callback as its journal grows, and retries at once", async () => {
    await bench.cloud.deliver(bench.deployed, jobCallback("j-once"), "JSON");
    await bench.page.locator(".row:not([hidden])").click();
    await expect.poll(attempts).toEqual([expect.stringMatching(/Attempt 1 of 8next run at [\d:.]+/)]);
    await bench.page.click("#tab-logs");
    await expect.poll(() => bench.page.locator("#panel").textContent()).toContain("failed: RangeError: attempt 1");
    await bench.page.locator("[data-key=retryNow]").click();
    await bench.page.waitForSelector(".detail .pill.is-done");
    await expect.poll(attempts).toEqual(["Attempt 2 of 8"]);
    await expect
      .poll(() => bench.page.locator("#panel").textContent())
      .toMatch(/attempt 1.*claimed by a worker.*done/s);
  });

  it("makes a dead letter and redrives it in four clicks", async () => {
    const started = performance.now();
    await bench.page.click("#send");
    await bench.page.click("dialog button[type=submit]");
    await bench.page.waitForSelector(".detail .pill.is-waiting");
    await bench.page.click("[data-key=drain]");
    await bench.page.waitForSelector(".detail .pill.is-dead");
    await expect.poll(attempts).toEqual(["Attempt 8 of 8"]);
    await expect.poll(() => bench.page.locator(".error-card").textContent()).toContain("RangeError: attempt 8");
    await bench.page.click("[data-key=redrive]");
    await bench.page.waitForSelector(".detail .pill.is-waiting");
    await expect.poll(attempts).toEqual([expect.stringContaining("Attempt 1 of 8")]);
    console.log(`a dead letter made and re-driven: ${Math.round(performance.now() - started)} ms`);
    expect(bench.open.pageErrors).toEqual([]);
  });
});
