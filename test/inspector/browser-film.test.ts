/** The film of a callback: a player, pictures of its shots, and the way from a shot to its time, in Chromium. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { deployInline, PROGRAM } from "../../harness/durable-deployment";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import { BUCKET, ci, enableMedia } from "../local/support";
import { describeWith, missingOnPath } from "../support/describe-with";
import { openSharedPage } from "./shared-browser";

const TOOLS = {
  name: "ffmpeg",
  missing: () => CHROMIUM.missing() ?? missingOnPath(["-version"], "ffmpeg", "ffprobe"),
  timeoutMs: 60_000,
};

/** Four seconds of red and four of blue, in VP8, which every Chromium plays. */
function filmOf(folder: string): Buffer {
  const file = join(folder, "film.webm");
  const inputs = ["red", "blue"].flatMap((name) => ["-f", "lavfi", "-i", `color=${name}:s=160x90:r=10:d=4`]);
  const filter = ["-filter_complex", "[0][1]concat=n=2:v=1:a=0[v]", "-map", "[v]"];
  execFileSync("ffmpeg", ["-v", "error", ...inputs, ...filter, "-c:v", "libvpx", "-g", "10", file]);
  return readFileSync(file);
}

describeWith(TOOLS, "the film of a callback", () => {
  const folder = mkdtempSync(join(tmpdir(), "film-test-"));
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;

  beforeAll(async () => {
    const film = filmOf(folder); // before the connection exists, which would time out during this
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, ffmpeg: true });
    const CallBack = await deployInline(cloud, PROGRAM);
    await enableMedia(cloud);
    cloud.putObject(BUCKET, "videos/film.webm", film);
    const request = { Tag: "SplitVideoParts", Input: { Object: "videos/film.webm" }, Operation: {}, CallBack };
    await ci(cloud, { method: "POST", path: "/jobs", xml: ["Request", request] });
    inspector = await startInspector(cloud);
    open = await openSharedPage(inspector);
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const video = (expression: string) =>
    page.evaluate(`(({ ${expression} }) => ${expression})(document.querySelector("video"))`);

  it("plays from the local COS, shows its shots as pictures, and goes to the time of a shot", async () => {
    await page.locator(".row:not([hidden])").first().click({ timeout: 30_000 });
    await page.waitForSelector(".pictures img");
    await expect.poll(() => video("duration"), { timeout: 20_000 }).toBeCloseTo(8, 0);
    await expect.poll(() => page.locator(".shot").count()).toBe(2);
    const colours = `Promise.all([...document.querySelectorAll(".pictures img")].map(async (image) => {
      await image.decode();
      const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      context.drawImage(image, 0, 0, 1, 1);
      const [red, , blue] = context.getImageData(0, 0, 1, 1).data;
      return red > blue ? "red" : "blue";
    }))`;
    expect(await page.evaluate(colours)).toEqual(["red", "blue"]);

    await page.locator(".picture").nth(1).click();
    await expect.poll(() => video("currentTime")).toBeCloseTo(4, 0);
    await page.locator(".shot").first().click();
    await expect.poll(() => video("currentTime")).toBe(0);
    await page.locator(".shot").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await expect.poll(() => video("currentTime")).toBeCloseTo(4, 0);
  });

  it("continues to play when the detail is drawn again", async () => {
    // A slow machine must not reach the end before the detail is drawn again.
    await page.evaluate("Object.assign(document.querySelector('video'), { loop: true }).play()");
    await page.click("#tab-body");
    await expect.poll(() => video("paused")).toBe(false);
    const before = (await video("currentTime")) as number;
    await expect.poll(() => video("currentTime")).not.toBe(before);
    expect(open.pageErrors).toEqual([]);
  });
});
