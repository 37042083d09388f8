/**
 * `npm run docs -- --pictures`: the pictures of the inspector in docs/images/, by Chromium and ffmpeg. Ids, ports and
 * times differ each time, so a plain `npm run docs` does not renew them.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { openPage } from "../../harness/page-in-browser";
import { startScene } from "./scene";

const IMAGES = join(__dirname, "../../docs/images");

/** 256 colours suffice, and reduce the size to a third. */
const PALETTE = "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none";

interface Picture {
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** Prepares the page for the picture. */
  readonly arrange: (page: Page) => Promise<void>;
}

const CHINESE = { locale: "zh-CN" };
const DARK = { colorScheme: "dark" } as const;
const NARROW = { viewport: { width: 390, height: 844 } };

const PICTURES: readonly Picture[] = [
  { name: "inspector", options: {}, arrange: (page) => choose(page, "SplitVideoParts") },
  { name: "inspector.zh-CN", options: CHINESE, arrange: (page) => choose(page, "SplitVideoParts") },
  { name: "inspector-dark", options: DARK, arrange: (page) => choose(page, "shots-and-covers") },
  {
    name: "inspector-dark.zh-CN",
    options: { ...DARK, ...CHINESE },
    arrange: (page) => choose(page, "shots-and-covers"),
  },
  { name: "inspector-narrow", options: NARROW, arrange: (page) => waitForRows(page) },
  {
    name: "inspector-narrow.zh-CN",
    options: { ...NARROW, ...CHINESE },
    arrange: (page) => choose(page, "SplitVideoParts"),
  },
  { name: "inspector-builds", options: {}, arrange: compareBuilds },
  { name: "inspector-builds.zh-CN", options: CHINESE, arrange: compareBuilds },
  { name: "inspector-faults", options: {}, arrange: showFaults },
  { name: "inspector-faults.zh-CN", options: CHINESE, arrange: showFaults },
];

/** Takes all pictures. */
export async function takePictures(): Promise<void> {
  const cloud = await startScene();
  const inspector = await startInspector(cloud);
  try {
    for (const picture of PICTURES) await capture(picture, inspector);
  } finally {
    await inspector.close();
    await cloud.close();
  }
}

async function capture({ name, options, arrange }: Picture, inspector: Inspector): Promise<void> {
  const open = await openPage(inspector, options);
  const { page } = open;
  try {
    await arrange(page);
    const input = await page.screenshot({ animations: "disabled" });
    const output = join(IMAGES, `${name}.png`);
    execFileSync("ffmpeg", ["-v", "error", "-i", "-", "-filter_complex", PALETTE, "-y", output], { input });
    console.log(`docs/images/${name}.png`);
  } finally {
    await open.close();
  }
}

function waitForRows(page: Page): Promise<void> {
  return page.locator(".row:not([hidden])").first().waitFor();
}

/** Opens the newest callback with a title. */
async function choose(page: Page, title: string): Promise<void> {
  await waitForRows(page);
  await page
    .locator(".row:not([hidden])", { hasText: title })
    .filter({ has: page.locator(".is-done") })
    .first()
    .click();
  await page.locator(".detail h2").waitFor();
}

/** Runs a callback against both builds. */
async function compareBuilds(page: Page): Promise<void> {
  await choose(page, "SplitVideoParts");
  await page.click("[data-key=compareBuilds]");
  await page.click("dialog .primary");
  await page.locator("dialog .diff .is-added").first().waitFor();
}

/** Sets one fault, and fills in the form for another. */
async function showFaults(page: Page): Promise<void> {
  await waitForRows(page);
  await page.click("#faults");
  await page.selectOption("dialog [name=where]", "whereFunction");
  await page.fill("dialog [name=match]", "INVOKE worker");
  if ((await page.locator(".faults code").count()) === 0) await page.click("dialog button[type=submit]");
  await page.locator(".faults code").waitFor();
  await page.selectOption("dialog [name=where]", "whereCallback");
  await page.selectOption("dialog [name=what]", "reorder");
}
