/** The page for every reader: axe-core, forced colours, narrow screens and paper, in Chromium. */
import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { bundleProgram, jobCallback, PROGRAM } from "../../harness/durable-deployment";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { Problems } from "../../local/inspector/problems";
import { BUCKET } from "../local/support";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { loadAxe, violationsOn } from "./axe";
import type { ContrastCheck } from "./axe";
import { deployPipeline } from "./support";
import { adjust, openSharedPage } from "./shared-browser";
import type { PageOptions } from "./shared-browser";

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
  let shownLocale: string | undefined;
  let comparison: string | undefined;

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

  /** Shows the list alone, on the page that is open unless it has another locale. */
  async function show(options: PageOptions): Promise<Page> {
    const { locale = "en-US" } = options;
    if (locale !== shownLocale) {
      await open?.close();
      open = await openSharedPage(inspector, options);
      shownLocale = locale;
    }
    const { page } = open!;
    await adjust(page, options);
    await page.evaluate(
      'document.querySelectorAll("dialog").forEach((dialog) => dialog.close()); location.hash = "#/"',
    );
    await page.waitForSelector(".detail-title", { state: "detached" });
    await page.waitForSelector(".row:not([hidden])");
    return page;
  }

  /** Answers with the comparison of the first audit: a comparison runs three functions with two builds. */
  async function compareOnce(route: Route): Promise<void> {
    comparison ??= await (await route.fetch()).text();
    await route.fulfill({ contentType: "application/json", body: comparison });
  }

  /** Violations of axe-core in the usual states of the page. */
  async function audit(page: Page, contrast: ContrastCheck): Promise<string[]> {
    await loadAxe(page);
    await page.route("**/api/compare-builds", (route) => compareOnce(route));
    const found: string[] = [];
    const check = async (changed?: string): Promise<void> =>
      void found.push(...(await violationsOn(page, changed, contrast)));
    await check();
    await page.evaluate(`location.hash = "#/callbacks/${deadId}"`);
    await page.waitForSelector(".detail .error-card");
    await check();
    for (const tab of ["event", "body", "beside", "logs", "answerTab"]) {
      await page.click(`#tab-${tab}`);
      await check(".tabs, #panel");
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
    await check(".detail");
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

  // Colours depend on no width, and the medium page has the elements of the wide one. browser-views audits a dark phone.
  for (const [size, colorScheme, locale, contrast, tags = {}] of [
    ["phone", "dark", "zh-CN", "own", EXHAUSTIVE],
    ["medium", "dark", "zh-CN", "own", EXHAUSTIVE],
    ["phone", "light", "zh-CN", "axe", EXHAUSTIVE],
    ["wide", "dark", "zh-CN", "axe", EXHAUSTIVE],
    ["wide", "light", "en-US", "axe"],
    ["phone", "dark", "en-US", "axe", EXHAUSTIVE],
    ["medium", "light", "en-US", "own", EXHAUSTIVE],
  ] as const) {
    it(`has no violation of axe-core: ${size}, ${colorScheme}, ${locale}`, { ...tags, timeout: 120_000 }, async () => {
      const page = await show({ viewport: SIZES[size], colorScheme, locale });
      expect(await audit(page, contrast)).toEqual([]);
      expect(open!.pageErrors).toEqual([]);
    });
  }

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

  it("detects violations, also in a part of the page only, and low contrast in two ways", async () => {
    const page = await show({ viewport: SIZES.wide });
    await loadAxe(page);
    await page.evaluate(`document.querySelector("main").append(
      document.createElement("button"),
      Object.assign(document.createElement("p"), { id: "faint", textContent: "faint", style: "color: #888; background: #999" }),
    )`);
    const button = expect.stringMatching(/^button-name: /) as string;
    const contrast = expect.stringMatching(/^color-contrast: /) as string;
    expect(await violationsOn(page)).toEqual([button, contrast]);
    expect(await violationsOn(page, "#faint")).toEqual([contrast]);
    expect(await violationsOn(page, ".list")).toEqual([]);
    expect(await violationsOn(page, "main", "own")).toEqual([button, "low contrast:  1.24 faint"]);
  });
});
