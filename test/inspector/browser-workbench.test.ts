/** What the page shows of the user's code and app, and how another run after an edit is started, in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { bundleProgram, deployInline, jobCallback, PROGRAM } from "../../harness/durable-deployment";
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

const SOURCE = ["one", "two", "three", "  film.shots.forEach(keep);", "five", "six"].join("\n");

/** A program whose error has a stack trace that leads to a line of the user's file. */
const broken = (file: string): string => `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: () => {
  const error = new TypeError("film.shots is undefined");
  error.stack = "TypeError: film.shots is undefined\\n    at onJob (${file}:4:14)";
  throw error;
} });`;

describeWith(CHROMIUM, "the inspector's page for the user's code", () => {
  const folder = mkdtempSync(join(tmpdir(), "workbench-"));
  const file = join(folder, "media.ts");
  const problems = new Problems();
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;
  let inlineUrl: string;
  let durableUrl: string;

  beforeAll(async () => {
    writeFileSync(file, SOURCE);
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 50 });
    ({ callbackUrl: durableUrl } = await deployPipeline(cloud));
    inlineUrl = await deployInline(cloud, broken(file), [file]);
    inspector = await startInspector(cloud, { problems });
    open = await openPage(inspector);
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const rows = () => page.locator(".row:not([hidden])");
  const send = (url: string, body: string) => cloud.deliver(url, body, "JSON");
  const focused = () => page.evaluate("document.activeElement.dataset.key");
  const button = (key: string) => page.locator(`.detail [data-key=${key}]`);

  /** Replaces the code of the function, and of all others that have the same code. */
  async function edit(functionName: string, program: string): Promise<void> {
    const { codeSha256 } = cloud.functions.find(({ name }) => name === functionName)!;
    cloud.replaceCode(codeSha256, Buffer.from(await bundleProgram(program), "base64"));
  }

  it("shows problems of the app until they are solved", async () => {
    const problem = { level: "error", source: "media.ts", message: "media.ts does not compile\nline 2: ) expected" };
    problems.replace("synthesis", [{ level: "warning", source: "app/Pipeline", message: "no alarm is set" }]);
    problems.replace("compile", [problem as never], "media.ts");
    const texts = () => page.locator(".problem").allTextContents();
    await expect.poll(() => texts()).toEqual([expect.stringMatching(/error.*Compile.*media\.ts/s), expect.any(String)]);
    await expect.poll(() => page.locator(".problem pre").isVisible()).toBe(true);
    await page.locator(".problem summary").click();
    await expect.poll(() => page.locator(".problem pre").isVisible()).toBe(false);
    problems.replace("compile", [], "media.ts");
    await expect.poll(() => texts()).toEqual([expect.stringMatching(/warning.*app\/Pipeline.*no alarm is set/s)]);
    problems.replace("synthesis", []);
    await expect.poll(() => page.locator(".problems").isVisible()).toBe(false);
  });

  it("shows the line of the user's file at which the code failed", async () => {
    await send(inlineUrl, jobCallback("j-broken"));
    await rows().filter({ hasText: "j-broken" }).click();
    await expect
      .poll(() => page.locator(".error-card h3").allTextContents())
      .toEqual(["TypeError: film.shots is undefined"]);
    await expect
      .poll(() => page.locator(".source [aria-current]").textContent())
      .toMatch(/^4\s*film\.shots\.forEach\(keep\);$/);
    await expect.poll(() => page.locator(".source li").count()).toBe(6);
    await expect.poll(() => page.locator(".error-card a").getAttribute("href")).toBe(`vscode://file${file}:4:14`);
  });

  it("runs an event again in the edited code, inline, and keeps the focus", async () => {
    await edit("inline", PROGRAM);
    await button("runAgain").focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".detail .pill.is-done");
    await expect.poll(() => page.locator(".error-card").count()).toBe(0);
    await expect.poll(() => focused()).toBe("runAgain");
    await expect.poll(() => rows().count()).toBe(2);
  });

  it("runs an event again in the edited code, with durable delivery", async () => {
    await send(durableUrl, jobCallback("j-refused"));
    await rows().filter({ hasText: "j-refused" }).click();
    await page.waitForSelector(".detail .pill.is-dead");
    await edit("worker", PROGRAM.replace("refused", "nobody"));
    await button("runAgain").click();
    await page.waitForSelector(".detail .pill.is-done");
    await expect.poll(() => page.locator(".detail-title .mono").textContent()).toMatch(/^j-refused-/);
  });

  it("runs the pinned callback at each change of the code, and shows the differences", async () => {
    await send(durableUrl, jobCallback("j-pinned"));
    await rows().filter({ hasText: "j-pinned" }).click();
    await page.waitForSelector(".detail .pill.is-done");
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("true");
    await edit("worker", PROGRAM.replace('"effect", {', '"changed effect", { color: "red",'));
    const added = () => page.locator(".diff .is-added").allTextContents();
    await expect.poll(async () => (await added()).join()).toMatch(/changed effect.*"color":"red"/);
    await expect
      .poll(() => page.locator(".diff .is-removed").allTextContents())
      .toEqual([expect.stringContaining("info effect")]);
    await rows().filter({ hasText: "j-pinned" }).last().click();
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("false");
  });

  it("keeps the focus when a repeat selects the new callback", async () => {
    const selected = () => page.locator(".row[aria-selected=true]").getAttribute("id");
    const before = await selected();
    await button("repeat").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => selected()).not.toBe(before);
    await expect.poll(() => page.locator(".detail .pill").first().textContent()).toBe("done");
    await expect.poll(() => focused()).toBe("repeat");
  });

  it("marks a failed job whose callback was accepted, and a refused callback", async () => {
    await send(durableUrl, jobCallback("j-of-a-failed-job").replace('"State":"Success"', '"State":"Failed"'));
    const row = rows().filter({ hasText: "j-of-a-failed-job" });
    await expect.poll(() => row.locator(".mark").textContent()).toBe("Failed");
    await expect.poll(() => row.locator(".pill").getAttribute("class")).toContain("of-failed");
    await send(durableUrl, "{}}");
    await expect.poll(() => page.locator(".pipeline [data-kind=outcome]").getAttribute("class")).toContain("is-bad");
  });

  it("labels an answer that a fault made, and counts the fault down", async () => {
    cloud.faults.add({ match: "CALLBACK *", times: 2, effect: { type: "answer", status: 503 } });
    await send(durableUrl, jobCallback("j-unlucky"));
    const row = rows().filter({ hasText: "j-unlucky" });
    await expect.poll(() => row.locator(".c-answer").textContent()).toContain("503 by a fault");
    await row.click();
    await expect.poll(() => page.locator(".detail-title .mark").textContent()).toBe("by a fault");
    await expect.poll(() => page.locator("#faults").textContent()).toBe("Faults (1)");
    await page.click("#faults");
    await expect.poll(() => page.locator(".faults").textContent()).toContain("1 matched, 1 left");
    await send(durableUrl, jobCallback("j-unlucky-2"));
    await expect.poll(() => page.locator(".faults").textContent()).toContain("2 matched, used up");
    await expect.poll(() => page.locator("#faults").textContent()).toBe("Faults");
    await page.keyboard.press("Escape");
  });

  it("logs no error", () => {
    expect(open.complaints).toEqual([]);
  });
});
