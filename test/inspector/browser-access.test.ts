/** The page for every reader: axe-core, forced colours, narrow screens and paper, in Chromium. */
import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { bundleProgram, jobCallback, PROGRAM } from "../../harness/durable-deployment";
import { openPage } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { Problems } from "../../local/inspector/problems";
import { BUCKET } from "../local/support";
import { describeWith } from "../support/describe-with";
import { deployPipeline } from "./support";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
/**
 * Failing rules with their elements; only in the dialog if one is open, since nothing else is reachable then.
 * `resultTypes` saves the time for passing ones.
 */
const VIOLATIONS = `axe.run(document.querySelector("dialog") ?? document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 150)).join(" | ")))`;

const ID = `j${"0123456789abcdef".repeat(2)}`;
const SIZES = {
  wide: { width: 1440, height: 900 },
  medium: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
};

describeWith(CHROMIUM, "the inspector's page for every reader", () => {
  const problems = new Problems();
  let cloud: LocalCloud;
  let inspector: Inspector;
  let deadId: string;
  let open: OpenPage | undefined;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 50 });
    const { callbackUrl } = await deployPipeline(cloud);
    const changed = await bundleProgram(PROGRAM.replace('"effect"', '"changed effect"'));
    cloud.replaceCode(cloud.functions[0]!.codeSha256, Buffer.from(changed, "base64"), ["media.ts"]);
    inspector = await startInspector(cloud, { problems });
    problems.replace("compile", [{ level: "error", source: "media.ts", message: "media.ts does not compile\nline 2" }]);
    problems.replace("synthesis", [{ level: "warning", source: "app/Pipeline", message: "no alarm is set" }]);
    await cloud.deliver(callbackUrl, jobCallback(ID, "XML"), "XML");
    await cloud.deliver(callbackUrl, jobCallback("j-failed").replace('"Success","Tag"', '"Failed","Tag"'), "JSON");
    cloud.faults.add({ match: "CALLBACK *", effect: { type: "answer", status: 503 } });
    await cloud.deliver(callbackUrl, jobCallback("j-fault"), "JSON");
    ({ id: deadId } = await cloud.deliver(callbackUrl, jobCallback("j-refused"), "JSON"));
    await cloud.idle();
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
  });

  async function show(options: BrowserContextOptions): Promise<Page> {
    await open?.close();
    open = await openPage(inspector, options);
    const { page } = open;
    await page.waitForSelector(".row:not([hidden])");
    return page;
  }

  /** Violations of axe-core in the usual states of the page. */
  async function audit(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    const found: string[] = [];
    const check = async (): Promise<void> => void found.push(...(await page.evaluate<string[]>(VIOLATIONS)));
    await check();
    await page.evaluate(`location.hash = "#/callbacks/${deadId}"`);
    await page.waitForSelector(".detail .error-card");
    for (const tab of ["event", "body", "beside", "logs", "answerTab"]) {
      await page.click(`#tab-${tab}`);
      await check();
    }
    const inDialog = async (open: string, content: string): Promise<void> => {
      await page.click(open);
      await page.waitForSelector(`dialog ${content}`);
      await check();
    };
    const leave = async (): Promise<void> => {
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
    };
    await inDialog("[data-key=edit]", ".note.is-good");
    await leave();
    await inDialog("[data-key=writeTest]", "pre");
    await leave();
    await inDialog("[data-key=compareBuilds]", "select");
    await inDialog("dialog .primary", ".diff .is-removed");
    await leave();
    await page.click("[data-key=compareWith]");
    await page.locator(".row:not([hidden])").last().click();
    await page.waitForSelector(".detail .diff .is-added");
    await check();
    await page.locator(".detail .diff button").click();
    await page.evaluate('location.hash = "#/"');
    await page.waitForSelector(".detail-title", { state: "detached" });
    for (const dialog of ["send", "upload", "faults", "session"]) {
      await inDialog(`#${dialog}`, "h2");
      await leave();
    }
    await page.click("#send");
    await inDialog("dialog [data-key=edit]", "textarea");
    await leave();
    return [...new Set(found)];
  }

  it.each([
    ["wide", "light", "en-US"],
    ["medium", "dark", "zh-CN"],
    ["phone", "light", "zh-CN"],
    ["phone", "dark", "en-US"],
    ["wide", "dark", "zh-CN"],
    ["medium", "light", "en-US"],
  ] as const)(
    "has no violation of axe-core: %s, %s, %s",
    async (size, colorScheme, locale) => {
      const page = await show({ viewport: SIZES[size], colorScheme, locale });
      expect(await audit(page)).toEqual([]);
      expect(open!.complaints).toEqual([]);
    },
    120_000,
  );

  it("detects a violation", async () => {
    const page = await show({ viewport: SIZES.wide });
    await page.evaluate(AXE);
    await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
    expect(await page.evaluate(VIOLATIONS)).toEqual([expect.stringMatching(/^button-name: /)]);
  });

  it("shows eight characters of an id, and the whole pipeline, at 1024 pixels", async () => {
    const page = await show({ viewport: SIZES.medium });
    const shown = `(() => {
      const subject = [...document.querySelectorAll(".subject")].find(({ textContent }) => textContent === "${ID}");
      return subject && (subject.clientWidth / subject.scrollWidth) * ${ID.length};
    })()`;
    await expect.poll(() => page.evaluate(shown)).toBeGreaterThan(8);
    const hidden =
      "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('.pipeline .graph'))";
    await expect.poll(() => page.evaluate(hidden)).toBe(0);
  });

  it("gives log lines most of the width of a phone", async () => {
    const page = await show({ viewport: SIZES.phone });
    await page.evaluate(`location.hash = "#/callbacks/${deadId}"`);
    await page.click("#tab-logs");
    await expect
      .poll(() => page.locator(".log li > :last-child").first().boundingBox())
      .toMatchObject({
        width: expect.closeTo(350, -2) as unknown,
      });
    const widths = () =>
      page.evaluate<number[]>("[...document.querySelectorAll('.log li > :last-child')].map((e) => e.clientWidth)");
    await expect.poll(async () => Math.min(...(await widths()))).toBeGreaterThan(250);
  });

  it("shows the selection in forced colours", async () => {
    const page = await show({ viewport: SIZES.wide, forcedColors: "active" });
    await page.locator(".row:not([hidden])").first().click();
    const style = (selector: string, name: string) =>
      page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)}))[${JSON.stringify(name)}]`);
    await expect.poll(() => style(".row[aria-selected=true]", "outlineStyle")).toBe("solid");
    await page.waitForSelector(".detail [role=tab]");
    await expect.poll(() => style(".tabs [aria-selected=true]", "borderBottomWidth")).toBe("3px");
    await expect.poll(() => style(".chips [aria-pressed=true]", "borderBottomWidth")).toBe("3px");
    await expect.poll(() => style(".row .pill", "borderTopStyle")).toBe("solid");
  });

  it("prints the complete selected callback, without controls", async () => {
    const page = await show({ viewport: SIZES.wide });
    await page.evaluate(`location.hash = "#/callbacks/${deadId}"`);
    await page.click("#tab-body");
    await page.emulateMedia({ media: "print" });
    for (const selector of [".list", ".detail .buttons", "#send", "#search"]) {
      await expect.poll(() => page.locator(selector).isVisible()).toBe(false);
    }
    await expect.poll(() => page.locator("#panel pre").isVisible()).toBe(true);
    const cut =
      "(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.detail-scroll'))";
    await expect.poll(() => page.evaluate(cut)).toBe(0);
  });
});
