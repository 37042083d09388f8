/** Taking callbacks out of the page, editing them, and reading session files, in Chromium. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { jobCallback } from "../../harness/durable-deployment";
import { countOn } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET } from "../local/support";
import { describeWith } from "../support/describe-with";
import { deployPipeline } from "./support";
import { openSharedPage } from "./shared-browser";

describeWith(CHROMIUM, "taking callbacks out of the inspector's page", () => {
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  let session: string;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1 });
    const { callbackUrl } = await deployPipeline(cloud);
    inspector = await startInspector(cloud);
    open = await openSharedPage(inspector, { permissions: ["clipboard-read", "clipboard-write"] });
    ({ page } = open);
    await cloud.deliver(callbackUrl, jobCallback("j-taken", "XML"), "XML");
    await page.locator(".row:not([hidden])").click();
    await page.waitForSelector(".detail .pill.is-done");
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
  });

  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
  const shown = () => page.locator(".detail-title .mono").allTextContents();

  it.each([
    ["copyBody", (text: string) => expect(text).toBe(jobCallback("j-taken", "XML"))],
    [
      "copyEvent",
      (text: string) => expect(JSON.parse(text)).toMatchObject({ type: "jobs", jobs: [{ jobId: "j-taken" }] }),
    ],
    [
      "copyCurl",
      (text: string) => expect(text).toMatch(/^curl -sS "\$\{CALLBACK_URL.*application\/xml' --data-binary '</s),
    ],
    [
      "copySend",
      (text: string) => expect(text).toMatch(/^npx cdktf-tencentcloud-ci send SplitVideoParts --format xml/),
    ],
    ["copyLink", (text: string) => expect(text).toBe(page.url())],
  ])("copies with %s in two actions", async (form, check) => {
    await page.evaluate("navigator.clipboard.writeText('nothing yet')");
    await page.selectOption(".detail [data-key=copy]", form);
    await expect.poll(clipboard).not.toBe("nothing yet");
    check(await clipboard());
  });

  it("writes a test with its fixture", async () => {
    await page.click("[data-key=writeTest]");
    await expect.poll(() => page.locator("dialog pre").textContent()).toContain("invoke(handler, body)");
    for (const [index, content] of [jobCallback("j-taken", "XML"), 'from "cdktf-tencentcloud-ci/testing"'].entries()) {
      const downloading = page.waitForEvent("download");
      await page
        .locator("dialog .file button")
        .nth(2 * index)
        .click();
      const download = await downloading;
      expect(await readFile(await download.path(), "utf8")).toContain(content);
      expect(download.suggestedFilename()).toMatch(/^split-video-parts-jtaken\.(xml|test\.ts)$/);
    }
    await page.keyboard.press("Escape");
  });

  it("links the lines of a body to those of its event", async () => {
    await page.click("#tab-beside");
    await page.locator(".beside .line", { hasText: "<JobId>j-taken</JobId>" }).hover();
    await expect
      .poll(() => page.locator(".line.is-linked").allTextContents())
      .toEqual([expect.stringContaining("<JobId>j-taken</JobId>"), expect.stringContaining('"jobId": "j-taken"')]);
    await page.locator(".beside .line", { hasText: '"createdAt"' }).hover();
    await expect.poll(() => page.locator(".line.is-linked").first().textContent()).toContain("<CreationTime>");
    await page.click("#tab-event");
  });

  it("edits a received body, shows how the handler reads it, and sends it", async () => {
    await page.click("[data-key=edit]");
    const dialogStatus = () => page.locator("dialog [role=status]").textContent();
    await expect.poll(dialogStatus).toContain("SplitVideoParts · j-taken · Success");
    const text = page.locator("dialog textarea");
    const body = await text.inputValue();
    expect(body).toContain("\n    <Tag>SplitVideoParts</Tag>");
    await text.fill(body.replace("</Response>", ""));
    await expect.poll(dialogStatus).toContain("The handler refuses this body");
    await text.fill(body.replace("j-taken", "j-edited"));
    await expect.poll(dialogStatus).toContain("j-edited");
    await page.click("dialog button[type=submit]");
    await expect.poll(shown).toEqual(["j-edited"]);
    await page.waitForSelector(".detail .pill.is-done");
  });

  it("edits a sample before it is sent, as JSON", async () => {
    await page.click("#send");
    await page.selectOption("dialog [name=sample]", "Snapshot");
    await page.selectOption("dialog [name=format]", "json");
    await page.click("dialog [data-key=edit]");
    const text = page.locator("dialog textarea");
    await expect.poll(() => text.count()).toBe(1);
    await text.fill((await text.inputValue()).replace(/"JobId": "\w+"/, '"JobId": "j-mine"'));
    await page.click("dialog button[type=submit]");
    await expect.poll(shown).toEqual(["j-mine"]);
    await expect.poll(countOn(page)).toBe("3 of 3");
  });

  it("saves the session", async () => {
    await page.click("#session");
    const downloading = page.waitForEvent("download");
    await page.click("dialog a.button");
    session = await (await downloading).path();
    expect(JSON.parse(await readFile(session, "utf8"))).toMatchObject({ version: 1, omitted: 0 });
    await page.keyboard.press("Escape");
  });

  it("opens a session file for reading, and returns to the running session", async () => {
    await page.click("#session");
    await page.setInputFiles("dialog [type=file]", { name: "x.json", mimeType: "", buffer: Buffer.from("{}") });
    await expect
      .poll(() => page.locator("dialog [role=alert]").textContent())
      .toContain("x.json is not a session file");
    await page.setInputFiles("dialog [type=file]", {
      ...{ name: "bug.json", mimeType: "application/json", buffer: await readFile(session) },
    });
    await expect.poll(() => page.locator("header.bar .mark").textContent()).toBe("File: bug.json");
    await expect.poll(() => page.locator("#send").count()).toBe(0);
    await page.locator(".row:not([hidden])").filter({ hasText: "j-taken" }).click();
    await expect.poll(shown).toEqual(["j-taken"]);
    await expect.poll(() => page.locator("[data-key=repeat]").count()).toBe(0);
    await page.click("#tab-logs");
    await expect.poll(() => page.locator("#panel").textContent()).toMatch(/worker.*effect/s);
    await page.click("[data-key=compareWith]");
    await page.locator(".row:not([hidden])").filter({ hasText: "j-edited" }).click();
    await expect
      .poll(() => page.locator(".diff .is-added").allTextContents())
      .toContainEqual(expect.stringContaining("<JobId>j-edited</JobId>"));
    await page.locator("header.bar button", { hasText: "Back to the running session" }).click();
    await expect.poll(() => page.locator("#send").count()).toBe(1);
    await expect.poll(countOn(page)).toBe("3 of 3");
  });

  it("logs no error", () => {
    expect(open.pageErrors).toEqual([]);
  });
});
