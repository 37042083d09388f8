/** Runs and callbacks side by side, in Chromium: another run, a pinned callback, two builds, any two callbacks. */
import { expect, it } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { bundleProgram, deployInline, jobCallback } from "../../harness/durable-deployment";
import { countOn } from "../../harness/page-in-browser";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { useWorkbench } from "./browser-support";
import { deployPipeline } from "./support";

const program = (word: string): string => `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onOtherJob: async ({ jobId }, ctx) => {
  ctx.log.info("${word} effect", { jobId });
  await ctx.ci.putObject("results/" + jobId + ".txt", "${word} result\\n");
} });`;

describeWith(CHROMIUM, "comparisons on the inspector's page", () => {
  const bench = useWorkbench((cloud) => deployInline(cloud, program("first")));

  const rowOf = (jobId: string) =>
    bench.page.locator(".row:not([hidden])").filter({ has: bench.page.getByText(jobId, { exact: true }) });
  const button = (key: string) => bench.page.locator(`.detail [data-key=${key}]`);
  const subject = () => bench.page.locator(".detail-title .mono").textContent();
  const texts = (selector: string) => bench.page.locator(selector).allTextContents();
  const added = (selector: string) => texts(`${selector} .is-added`);
  const removed = (selector: string) => texts(`${selector} .is-removed`);

  async function select(jobId: string): Promise<void> {
    const sent = (): number => bench.cloud.deliveries.length;
    const isComplete = (count: unknown): boolean => count === `${sent()} of ${sent()}`;
    await expect.poll(countOn(bench.page)).toSatisfy(isComplete); // a row that arrives moves the others
    await rowOf(jobId).click();
    await expect.poll(subject).toBe(jobId);
  }

  /** Saves the program of a function. */
  async function save(name: string, text: string): Promise<void> {
    const { codeSha256 } = bench.cloud.functions.find((each) => each.name === name)!;
    bench.cloud.replaceCode(codeSha256, Buffer.from(await bundleProgram(text), "base64"), ["media.ts"]);
  }

  it("shows that there is one build before the program is saved", async () => {
    await bench.cloud.deliver(bench.deployed, jobCallback("j-alone"), "JSON");
    await select("j-alone");
    await button("compareBuilds").click();
    await expect.poll(() => texts("dialog .is-warn")).toEqual([expect.stringContaining("There is one build so far")]);
    await bench.page.keyboard.press("Escape");
    await bench.page.waitForSelector("dialog", { state: "detached" });
  });

  it("shows the differences of another run after an edit, and none without an edit", async () => {
    await select("j-alone");
    await button("runAgain").click();
    await expect.poll(subject).toMatch(/^j-alone-/);
    await expect.poll(() => texts(".diff h3")).toEqual(["Differences from the run of j-alone"]);
    await expect.poll(() => texts(".diff .note")).toEqual(["None."]);

    await select("j-alone");
    await save("inline", program("second"));
    await button("runAgain").click();
    await expect.poll(() => removed(".diff")).toEqual([expect.stringMatching(/^- inline info first effect/)]);
    await expect.poll(() => added(".diff")).toEqual([expect.stringMatching(/^\+ inline info second effect/)]);
  });

  it("shows a pinned callback's differences to its last run, at each change of the code", async () => {
    await bench.cloud.deliver(bench.deployed, jobCallback("j-pinned"), "JSON");
    await select("j-pinned");
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("true");
    await save("inline", program("third"));
    await expect.poll(() => added(".diff")).toEqual([expect.stringContaining("third effect")]);
    await expect.poll(() => removed(".diff")).toEqual([expect.stringContaining("second effect")]);
    await save("inline", program("fourth"));
    await expect.poll(() => added(".diff")).toEqual([expect.stringContaining("fourth effect")]);
    await expect.poll(() => removed(".diff")).toEqual([expect.stringContaining("third effect")]);

    await select("j-pinned");
    await button("pin").click();
    await expect.poll(() => button("pin").getAttribute("aria-pressed")).toBe("false");
  });

  it("runs an inline callback against two builds, by keyboard, and shows answer, log and written objects", async () => {
    await select("j-alone");
    const before = bench.cloud.buckets[0]!.objects.size;
    await button("compareBuilds").focus();
    await bench.page.keyboard.press("Enter");
    const [older, newer] = ["Before", "After"].map((name) => bench.page.getByRole("combobox", { name, exact: true }));
    const chosen = (choice: typeof older) => choice!.locator("option:checked").textContent();
    await expect.poll(() => chosen(newer)).toMatch(/ · media\.ts · [0-9a-f]{8} · live$/);
    await expect.poll(() => chosen(older)).toMatch(/ · media\.ts · [0-9a-f]{8}$/);
    const options = await older!.locator("option").allTextContents();
    expect(options).toHaveLength(4);
    expect(options.at(-1)).toContain("deployed");
    await older!.focus();
    await bench.page.keyboard.press("End");
    await expect.poll(() => chosen(older)).toContain("deployed");
    await bench.page.locator("dialog .primary").press("Enter");

    await expect
      .poll(() => texts("dialog [role=status]"), { timeout: 60_000 })
      .toEqual(["Both builds have run. Differences:"]);
    await expect.poll(() => texts("dialog .diff h3")).toEqual(["Answer", "Log", "Objects written"]);
    await expect
      .poll(() => removed("dialog .diff"))
      .toEqual([expect.stringContaining("info first effect"), "-   first result"]);
    await expect
      .poll(() => added("dialog .diff"))
      .toEqual([expect.stringContaining("info fourth effect"), "+   fourth result"]);
    expect(bench.cloud.buckets[0]!.objects.size).toBe(before);
    await bench.page.keyboard.press("Escape");
    await bench.page.waitForSelector("dialog", { state: "detached" });
  });

  it("runs a durable callback against two builds, with its journal", EXHAUSTIVE, async () => {
    const { callbackUrl } = await deployPipeline(bench.cloud);
    await bench.cloud.deliver(callbackUrl, jobCallback("j-durable"), "JSON");
    await select("j-durable");
    await save(
      "worker",
      'import { defineHandler, PermanentError } from "cdktf-tencentcloud-ci/handler";' +
        'export default defineHandler({ onOtherJob: () => { throw new PermanentError("worse"); } });',
    );
    await button("compareBuilds").click();
    await bench.page.locator("dialog .primary").click();
    await expect.poll(() => added("dialog .diff"), { timeout: 60_000 }).toContain("+ dead: PermanentError: worse");
    await expect.poll(() => removed("dialog .diff")).toContain("- done");
    await bench.page.keyboard.press("Escape");
    await bench.page.waitForSelector("dialog", { state: "detached" });
    await expect.poll(() => rowOf("j-durable").count()).toBe(1); // the session received nothing
  });

  it("compares any two callbacks by keyboard: body, event, and results", async () => {
    await bench.cloud.deliver(bench.deployed, jobCallback("j-left"), "JSON");
    await bench.cloud.deliver(bench.deployed, jobCallback("j-right").replace("a.mp4", "b.mp4"), "JSON");
    await select("j-left");
    await button("compareWith").focus();
    await bench.page.keyboard.press("Enter");
    await expect.poll(() => button("compareWith").getAttribute("aria-pressed")).toBe("true");
    await expect.poll(() => bench.page.evaluate("document.activeElement.getAttribute('role')")).toBe("listbox");
    await bench.page.keyboard.press("ArrowUp");
    await expect.poll(subject).toBe("j-right");
    await expect.poll(() => texts(".diff h3")).toEqual(["Differences from the run of j-left"]);
    await expect.poll(() => texts(".diff h4")).toEqual(["Body", "Event", "Outcome, answer, log and journal"]);
    const changes = () => texts(".diff ol:first-of-type :is(.is-added, .is-removed)");
    await expect.poll(changes).toContainEqual(expect.stringMatching(/^- .*"Object": "videos\/a\.mp4"/));
    await expect.poll(changes).toContainEqual(expect.stringMatching(/^\+ .*"Object": "videos\/b\.mp4"/));

    await bench.page.locator(".diff button").click();
    await expect.poll(() => bench.page.locator(".diff").count()).toBe(0);
    await expect.poll(subject).toBe("j-right");
  });

  it("logs no error", () => {
    expect(bench.open.pageErrors).toEqual([]);
  });
});
