/**
 * One Chromium for all test files of a process, and pages that are used again: a new page with a process of its own takes
 * several times as long as another visit. The browser ends with the process.
 */
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../harness/chromium";
import { showPage, VIEWPORT } from "../../harness/page-in-browser";
import type { OpenPage } from "../../harness/page-in-browser";
import type { Inspector } from "../../local/inspector/inspector";

export interface PageOptions {
  /** @default 1440 × 900 */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** @default "en-US" */
  readonly locale?: "en-US" | "zh-CN";
  /** @default "light" */
  readonly colorScheme?: "light" | "dark";
  /** @default - the system's */
  readonly forcedColors?: "active";
  /** Permissions of the page, such as `clipboard-read`. @default [] */
  readonly permissions?: readonly string[];
  /** True animates nodes at work, which takes a frame every 16 ms. @default false */
  readonly isAnimated?: boolean;
}

interface Shared {
  readonly browser: Promise<Browser>;
  /** Unused pages by locale, each alone in its context. */
  readonly unused: Map<string, Page[]>;
}

/** Modules are loaded again for each test file; the browser stays. */
const holder = globalThis as { sharedTestBrowser?: Shared };

/** Opens the inspector on a page without history in storage, and waits for the pipeline. */
export async function openSharedPage(inspector: Inspector, options: PageOptions = {}): Promise<OpenPage> {
  const { locale = "en-US", permissions = [] } = options;
  const page = unusedOf(locale).pop() ?? (await newPage(locale));
  await adjust(page, options);
  await page.context().grantPermissions([...permissions]);
  return showPage(page, inspector, () => giveBack(page, locale, inspector));
}

/** Changes size and colours of an open page. */
export async function adjust(page: Page, options: Omit<PageOptions, "locale" | "permissions">): Promise<void> {
  const { viewport = VIEWPORT, colorScheme = "light", forcedColors = null, isAnimated = false } = options;
  await page.setViewportSize(viewport);
  const reducedMotion = isAnimated ? "no-preference" : "reduce";
  await page.emulateMedia({ media: null, colorScheme, forcedColors, reducedMotion });
}

async function giveBack(page: Page, locale: string, { url }: Inspector): Promise<void> {
  const context = page.context();
  try {
    const [kept = page] = page.isClosed() ? context.pages() : [page]; // a test may close it and leave another tab
    for (const tab of context.pages()) if (tab !== kept) await tab.close();
    kept.removeAllListeners();
    await kept.unrouteAll({ behavior: "ignoreErrors" });
    await kept.goto("about:blank"); // takes less processor time than a document of the server
    await context.clearPermissions();
    const session = await context.newCDPSession(kept);
    await session.send("Storage.clearDataForOrigin", { origin: new URL(url).origin, storageTypes: "all" });
    await session.detach();
    unusedOf(locale).push(kept);
  } catch {
    await context.close(); // a closed or crashed page
  }
}

function unusedOf(locale: string): Page[] {
  const { unused } = shared();
  const pages = unused.get(locale) ?? [];
  unused.set(locale, pages);
  return pages;
}

async function newPage(locale: string): Promise<Page> {
  const browser = await shared().browser;
  const context = await browser.newContext({ locale });
  return context.newPage();
}

function shared(): Shared {
  return (holder.sharedTestBrowser ??= { browser: launchAlone(), unused: new Map() });
}

/** Without the listener by which playwright-core ends the browser: a test file leaves its process as it found it. */
async function launchAlone(): Promise<Browser> {
  const before = process.listeners("exit");
  const browser = await launchChromium();
  for (const listener of process.listeners("exit")) if (!before.includes(listener)) process.off("exit", listener);
  return browser;
}
