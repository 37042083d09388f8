/** The inspector's page in Chromium, and its errors. */
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Inspector } from "../local/inspector/inspector";
import { launchChromium } from "./chromium";

/** Size of the page, unless a test is about another one. */
export const VIEWPORT = { width: 1440, height: 900 };

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page, and requests to other hosts. */
  readonly pageErrors: string[];
  close(): Promise<void>;
}

/** Opens the page in a new browser, and waits for the pipeline. */
export async function openPage(inspector: Inspector, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: VIEWPORT, locale: "en-US", colorScheme: "light", ...options });
  return showPage(page, inspector, () => browser.close());
}

/** Shows the inspector on an empty page, and waits for the pipeline. `close` is called if that fails, too. */
export async function showPage(page: Page, { url }: Inspector, close: () => Promise<void>): Promise<OpenPage> {
  const pageErrors: string[] = [];
  page.on("pageerror", ({ message }) => pageErrors.push(message));
  page.on("console", (message) => message.type() === "error" && pageErrors.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) pageErrors.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(url);
    await page.waitForSelector(".pipeline .node");
  } catch (error) {
    await close();
    throw error;
  }
  return { page, pageErrors, close };
}

/** The counter that the page shows, such as `5 of 5`. */
export const countOn = (page: Page) => (): Promise<string | null> => page.locator("#count").textContent();
