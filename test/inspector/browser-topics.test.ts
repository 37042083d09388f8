/** Topics on the page, in a real Chromium. */
import { expect, it, onTestFinished } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { PROGRAM } from "../../harness/durable-deployment";
import { deployTopic, TOPIC } from "../../harness/topic-deployment";
import { sampleCallback } from "../../local/samples";
import { enableMedia, startCloud } from "../local/support";
import { describeWith } from "../support/describe-with";
import { inspect } from "./support";
import { openSharedPage } from "./shared-browser";

describeWith(CHROMIUM, "topics on the inspector's page", () => {
  it("shows partitions, offsets and lag, and the topic in the diagram", async () => {
    const cloud = await startCloud();
    await enableMedia(cloud);
    const { callbackUrl } = await deployTopic({ cloud, durable: false, program: PROGRAM, partitions: 2 });
    const open = await openSharedPage(await inspect(cloud));
    onTestFinished(() => open.close());
    const { page, pageErrors } = open;
    const summary = () => page.locator(".topics summary").textContent();

    await expect.poll(summary).toMatch(new RegExp(`${TOPIC}.*2 partitions, 0 messages.*lag 0`));
    await expect.poll(() => page.locator(".pipeline [data-kind=topic]").textContent()).toContain("partitions 2");
    for (let index = 0; index < 3; index++) {
      await cloud.deliver(callbackUrl, sampleCallback("MediaInfo", { format: "json" }), "JSON");
    }
    await expect.poll(summary).toMatch(/3 messages.*lag 0/);
    await page.click(".topics summary");
    const lines = () => page.locator(".topics tbody tr").allInnerTexts();
    await expect.poll(lines).toEqual(["0\t2\t2\t0", "1\t1\t1\t0"]);

    await page.click("#language");
    await expect.poll(summary).toContain("2 个分区，3 条消息");
    expect(pageErrors).toEqual([]);
  });
});
