/** The user's code and app on the page, and runs after an edit, in Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { bundleProgram, deployInline, jobCallback, PROGRAM } from "../../harness/durable-deployment";
import { Problems } from "../../local/inspector/problems";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { useWorkbench } from "./browser-support";
import { deployPipeline } from "./support";

const SOURCE = ["one", "two", "three", "  film.shots.forEach(keep);", "five", "six"].join("\n");

/** A program whose error has a stack trace with a line of the user's file. */
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
  const bench = useWorkbench(
    async (cloud) => {
      writeFileSync(file, SOURCE);
      const { callbackUrl: durableUrl } = await deployPipeline(cloud);
      return { durableUrl, inlineUrl: await deployInline(cloud, broken(file), [file]) };
    },
    { problems },
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rows = () => bench.page.locator(".row:not([hidden])");
  const send = (url: string, body: string) => bench.cloud.deliver(url, body, "JSON");
  const focused = () => bench.page.evaluate("document.activeElement.dataset.key");
  const button = (key: string) => bench.page.locator(`.detail [data-key=${key}]`);

  /** Replaces the code of the function, and of all others that have the same code. */
  async function edit(functionName: string, program: string): Promise<void> {
    const { codeSha256 } = bench.cloud.functions.find(({ name }) => name === functionName)!;
    bench.cloud.replaceCode(codeSha256, Buffer.from(await bundleProgram(program), "base64"));
  }

  it("shows problems of the app until they are solved", async () => {
    const problem = { level: "error", source: "media.ts", message: "media.ts does not compile\nline 2: ) expected" };
    problems.replace("synthesis", [{ level: "warning", source: "app/Pipeline", message: "no alarm is set" }]);
    problems.replace("compile", [problem as never], "media.ts");
    const texts = () => bench.page.locator(".problem").allTextContents();
    await expect.poll(() => texts()).toEqual([expect.stringMatching(/error.*Compile.*media\.ts/s), expect.any(String)]);
    await expect.poll(() => bench.page.locator(".problem pre").isVisible()).toBe(true);
    await bench.page.locator(".problem summary").click();
    await expect.poll(() => bench.page.locator(".problem pre").isVisible()).toBe(false);
    problems.replace("compile", [], "media.ts");
    await expect.poll(() => texts()).toEqual([expect.stringMatching(/warning.*app\/Pipeline.*no alarm is set/s)]);
    problems.replace("synthesis", []);
    await expect.poll(() => bench.page.locator(".problems").isVisible()).toBe(false);
  });

  it("shows the line of the user's file at which the code failed", async () => {
    await send(bench.deployed.inlineUrl, jobCallback("j-broken"));
    await rows().filter({ hasText: "j-broken" }).click();
    await expect
      .poll(() => bench.page.locator(".error-card h3").allTextContents())
      .toEqual(["TypeError: film.shots is undefined"]);
    await expect
      .poll(() => bench.page.locator(".source [aria-current]").textContent())
      .toMatch(/^4\s*film\.shots\.forEach\(keep\);$/);
    await expect.poll(() => bench.page.locator(".source li").count()).toBe(6);
    await expect.poll(() => bench.page.locator(".error-card a").getAttribute("href")).toBe(`vscode://file${file}:4:14`);
  });

  it("runs an event again in the edited code, inline, and keeps the focus", async () => {
    await edit("inline", PROGRAM);
    await button("runAgain").focus();
    await bench.page.keyboard.press("Enter");
    await bench.page.waitForSelector(".detail .pill.is-done");
    await expect.poll(() => bench.page.locator(".error-card").count()).toBe(0);
    await expect.poll(() => focused()).toBe("runAgain");
    await expect.poll(() => rows().count()).toBe(2);
  });

  it("runs an event again in the edited code, with durable delivery", EXHAUSTIVE, async () => {
    await send(bench.deployed.durableUrl, jobCallback("j-refused"));
    await rows().filter({ hasText: "j-refused" }).click();
    await bench.page.waitForSelector(".detail .pill.is-dead");
    await edit("worker", PROGRAM.replace("refused", "nobody"));
    await button("runAgain").click();
    await bench.page.waitForSelector(".detail .pill.is-done");
    await expect.poll(() => bench.page.locator(".detail-title .mono").textContent()).toMatch(/^j-refused-/);
  });

  it("runs the pinned callback of durable delivery at each change of the code", EXHAUSTIVE, async () => {
    await send(bench.deployed.durableUrl, jobCallback("j-pinned"));
    await rows().filter({ hasText: "j-pinned" }).click();
    await bench.page.waitForSelector(".detail .pill.is-done");
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("true");
    await edit("worker", PROGRAM.replace('"effect", {', '"changed effect", { color: "red",'));
    const added = () => bench.page.locator(".diff .is-added").allTextContents();
    await expect.poll(async () => (await added()).join()).toMatch(/changed effect.*"color":"red"/);
    await expect
      .poll(() => bench.page.locator(".diff .is-removed").allTextContents())
      .toEqual([expect.stringContaining("info effect")]);
    await rows().filter({ hasText: "j-pinned" }).last().click();
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("false");
  });

  it("keeps the focus when a repeat selects the new callback", async () => {
    await send(bench.deployed.durableUrl, jobCallback("j-repeated"));
    await rows().filter({ hasText: "j-repeated" }).click();
    await expect.poll(() => bench.page.locator(".detail-title .mono").textContent()).toBe("j-repeated");
    await bench.page.waitForSelector(".detail .pill.is-done");
    const selected = () => bench.page.locator(".row[aria-selected=true]").getAttribute("id");
    const before = await selected();
    await button("repeat").focus();
    await bench.page.keyboard.press("Enter");
    await expect.poll(() => selected()).not.toBe(before);
    await expect.poll(() => bench.page.locator(".detail .pill").first().textContent()).toBe("done");
    await expect.poll(() => focused()).toBe("repeat");
  });

  it("marks a failed job whose callback was accepted, and a refused callback", async () => {
    await send(
      bench.deployed.durableUrl,
      jobCallback("j-of-a-failed-job").replace('"State":"Success"', '"State":"Failed"'),
    );
    const row = rows().filter({ hasText: "j-of-a-failed-job" });
    await expect.poll(() => row.locator(".mark").textContent()).toBe("Failed");
    await expect.poll(() => row.locator(".pill").getAttribute("class")).toContain("of-failed");
    await send(bench.deployed.durableUrl, "{}}");
    await expect
      .poll(() => bench.page.locator(".pipeline [data-kind=outcome]").getAttribute("class"))
      .toContain("is-bad");
  });

  it("labels an answer of a fault, and shows the fault's remaining matches", async () => {
    bench.cloud.faults.add({ match: "CALLBACK *", times: 2, effect: { type: "answer", status: 503 } });
    await send(bench.deployed.durableUrl, jobCallback("j-unlucky"));
    const row = rows().filter({ hasText: "j-unlucky" });
    await expect.poll(() => row.locator(".c-answer").textContent()).toContain("503 answered by a fault");
    await row.click();
    await expect.poll(() => bench.page.locator(".detail-title .mark").textContent()).toBe("answered by a fault");
    await expect.poll(() => bench.page.locator("#faults").textContent()).toBe("Faults (1)");
    await bench.page.click("#faults");
    await expect.poll(() => bench.page.locator(".faults").textContent()).toContain("1 matched, 1 left");
    await send(bench.deployed.durableUrl, jobCallback("j-unlucky-2"));
    await expect.poll(() => bench.page.locator(".faults").textContent()).toContain("2 matched, used up");
    await expect.poll(() => bench.page.locator("#faults").textContent()).toBe("Faults");
    await bench.page.keyboard.press("Escape");
  });

  it("logs no error", () => {
    expect(bench.open.pageErrors).toEqual([]);
  });
});
