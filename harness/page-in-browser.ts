/** The inspector's page in Chromium, and its errors. */
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Inspector } from "../local/inspector/inspector";
import { launchChromium } from "./chromium";

export interface OpenPage {
  readonly page: Page;
  /** Errors of the page, and requests to other hosts. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Opens the page in a new browser, and waits for the pipeline. */
export async function openPage({ url }: Inspector, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const browser = await launchChromium();
  const context = await browser.newContext({
    ...{ viewport: { width: 1440, height: 900 }, locale: "en-US", colorScheme: "light" },
    ...options,
  });
  const page = await context.newPage(); // not browser.newPage, whose context can have no further tab
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) complaints.push(`asks ${request.url()}`);
  });
  try {
    await page.goto(url);
    await page.waitForSelector(".pipeline .node");
  } catch (error) {
    await browser.close();
    throw error;
  }
  return { page, complaints, close: () => browser.close() };
}

/** The counter that the page shows, such as `5 of 5`. */
export const countOn = (page: Page) => (): Promise<string | null> => page.locator("#count").textContent();
