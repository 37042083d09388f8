/** The views that the page loads when they are opened: resources, objects, upload and matrix, in Chromium. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { CHROMIUM } from "../../harness/chromium";
import { deployInline } from "../../harness/durable-deployment";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector } from "../../local/inspector/inspector";
import type { DriftJson, StackView, StateResource } from "../../local/inspector/stack/terraform";
import { BUCKET, enableMedia } from "../local/support";
import { create, workflow } from "../local/workflows-support";
import { describeWith } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { loadAxe, violationsOn } from "./axe";
import { openSharedPage } from "./shared-browser";

const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({
  onJob: { MediaInfo: () => {}, Snapshot: () => { throw new Error("no picture"); } },
  onFailedJob: () => {},
});`;
const SECRET = "0123456789abcdef";

const managed = (type: string, values: StateResource["values"], sensitive_values = {}): StateResource => {
  return { address: `${type}.r`, mode: "managed", type, values, sensitive_values };
};
const state = (...resources: readonly StateResource[]) => Promise.resolve({ values: { root_module: { resources } } });

/** A stack in Terraform's form; test/cli/stack-view.test.ts has one of Terraform itself. */
function stackOf(drift: () => DriftJson): StackView {
  const bucket = managed("tencentcloud_cos_bucket", { id: BUCKET, acl: "private" });
  const old = managed("tencentci_media_queue", { id: "q", name: "queue-1" });
  const queue = managed("tencentci_media_queue", { id: "q", name: "queue-2", url: SECRET }, { url: true });
  return {
    name: "media",
    before: () => state(bucket, old),
    after: () => state(bucket, queue, managed("tencentcloud_vpc", { id: "vpc-1", cidr_block: "10.0.0.0/16" })),
    drift: () => Promise.resolve(drift()),
  };
}

describeWith({ ...CHROMIUM, timeoutMs: 120_000 }, "the views of the inspector's page", () => {
  let drift: DriftJson = {};
  let others: readonly StackView[] = [];
  let cloud: LocalCloud;
  let inspector: Inspector;
  let open: OpenPage;
  let page: Page;

  beforeAll(async () => {
    cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20, eventMs: 1 });
    const url = await deployInline(cloud, PROGRAM);
    await enableMedia(cloud);
    const NotifyConfig = { Url: url, State: "On", Type: "Url", Event: "TaskFinish", ResultFormat: "JSON" };
    cloud.changeQueue(BUCKET, { NotifyConfig });
    await create(cloud, workflow({}, { NotifyConfig: { ...NotifyConfig, Event: "TaskFinish,WorkflowFinish" } }));
    inspector = await startInspector(cloud, { stacks: () => [stackOf(() => drift), ...others] });
    open = await openSharedPage(inspector);
    ({ page } = open);
  }, 60_000);

  afterAll(async () => {
    await open?.close();
    await inspector?.close();
    await cloud?.close();
  });

  /** A test that fails leaves its dialog to the next one. */
  beforeEach(() => page.evaluate("document.querySelectorAll('dialog').forEach((dialog) => dialog.close())"));

  const view = (name: string) => page.click(`.section-head [data-key=${name}]`);
  const close = async (): Promise<void> => {
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
  };
  const texts = (selector: string) => page.locator(selector).allTextContents();
  const focused = () => page.evaluate("document.activeElement.dataset.key");
  const pickObject = (key: string) => page.locator(".pick").filter({ hasText: key }).click();

  it("lists all resources, and shows the attributes and the last change of one, without secrets", async () => {
    await view("resources");
    await expect
      .poll(() => texts(".pick .faint"))
      .toEqual([...["tencentcloud_cos_bucket", "tencentci_media_queue", "tencentcloud_vpc"]]);
    await page.fill("dialog input[type=search]", "queue");
    await expect.poll(() => page.locator(".pick").count()).toBe(1);
    await page.locator(".pick").click();
    await expect.poll(() => texts("dialog .is-removed")).toEqual(["- name = queue-1"]);
    await expect.poll(() => texts("dialog .is-added")).toEqual(["+ name = queue-2", "+ url = ••••••"]);
    await expect.poll(() => texts(".attributes dd")).toEqual(["q", "queue-2", "••••••"]);
    expect(await page.content()).not.toContain(SECRET);
    await close();
  });

  it("lists a stack that Terraform cannot read with the others, and reports that its changes are unknown", async () => {
    const stack = stackOf(() => ({}));
    others = [
      { ...stack, name: "dev", before: () => Promise.resolve(undefined) },
      { ...stack, name: "broken", after: () => Promise.reject(new Error("no schema found")) },
    ];
    onTestFinished(() => void (others = []));
    await view("resources");
    await expect.poll(() => texts(".pane [role=alert]")).toEqual(["broken: no schema found"]);
    await page.fill("dialog input[type=search]", "dev queue");
    await expect.poll(() => texts(".pick .faint")).toEqual(["dev · tencentci_media_queue"]);
    await page.locator(".pick").click();
    await expect
      .poll(() => texts(".pane .note"))
      .toEqual(["Not known: Terraform cannot read the state before the last apply."]);
    await close();
  });

  it("opens the resources of a node by key, moves through them by arrows, and gives the focus back", async () => {
    const node = `node bucket ${BUCKET}`;
    await page.focus(`[data-key="${node}"]`);
    await page.keyboard.press("Enter");
    await expect.poll(() => texts(".pick .faint")).toEqual(["tencentcloud_cos_bucket"]);
    await page.click("[data-key=allResources]");
    await expect.poll(() => page.locator(".pick").count()).toBe(3);
    await page.focus(".pick >> nth=0");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await expect.poll(() => texts(".attributes dd")).toEqual(["vpc-1", "10.0.0.0/16"]);
    await expect.poll(() => focused()).toBe("media tencentcloud_vpc.r");
    await close();
    await expect.poll(() => focused()).toBe(node);
  });

  it("opens the resources of a node that is clicked", async () => {
    await page.locator(`[data-node="bucket ${BUCKET}"]`).click();
    await expect.poll(() => texts(".pick .faint")).toEqual(["tencentcloud_cos_bucket"]);
    await close();
  });

  it("reports that there is no drift, and shows the drift if there is some", async () => {
    await view("resources");
    await page.click("[data-key=checkDrift]");
    await expect.poll(() => texts(".pane [role=status]")).toEqual(["No drift: cloud and state agree."]);
    const change = { actions: ["update"], before: { name: "queue-2" }, after: { name: "by hand" } };
    drift = { resource_drift: [{ address: "tencentci_media_queue.r", type: "tencentci_media_queue", change }] };
    await page.click("[data-key=checkDrift]");
    await expect.poll(() => texts("dialog .is-added")).toEqual(["+ name = by hand"]);
    await close();
  });

  it("uploads a file, shows what the upload started, and links to a callback and back", async () => {
    await page.click("#upload");
    const file = { name: "talk.mp4", mimeType: "video/mp4", buffer: Buffer.from('{"film":\n[1]}') };
    await page.setInputFiles("dialog input[type=file]", file);
    await page.fill("dialog input[name=key]", "in/talk.mp4");
    await page.click("dialog [type=submit]");
    await page.waitForSelector("dialog", { state: "detached" });
    await expect.poll(() => cloud.buckets[0]!.objects.get("in/talk.mp4")?.contentType).toBe("video/mp4");
    await view("objects");
    await page.fill("dialog input[type=search]", "in/");
    await pickObject("in/talk.mp4");
    await expect.poll(() => page.locator("dialog pre").textContent()).toBe('{\n  "film": [\n    1\n  ]\n}');
    const jobs = () => texts(".started strong");
    await expect
      .poll(async () => (await jobs()).sort(), { timeout: 20_000 })
      .toEqual([...["MediaInfo", "Snapshot", "Transcode", "wf-demo"]]);
    const link = page.locator(".started li").filter({ hasText: "MediaInfo" }).locator("a");
    await link.click({ timeout: 20_000 });
    await expect.poll(() => texts(".detail h2")).toEqual(["MediaInfo"]);
    await page.click(".detail [data-key=object]");
    await expect.poll(() => texts(".pane h3.mono")).toEqual(["in/talk.mp4"]);
    await close();
  });

  it("shows text, XML and images, and lets no uploaded page run a script", async () => {
    const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    cloud.putObject(BUCKET, "p/a.xml", "<a><b>1</b></a>");
    cloud.putObject(BUCKET, "p/b.png", Buffer.from(png, "base64"));
    cloud.putObject(BUCKET, "p/c.html", "<script>document.title = 'taken'</script>");
    cloud.putObject(BUCKET, "p/d.bin", Buffer.from([0, 1, 2]));
    await view("objects");
    await page.fill("dialog input[type=search]", "p/");
    await expect.poll(() => texts(".pick .mono")).toEqual(["p/a.xml", "p/b.png", "p/c.html", "p/d.bin"]);
    await pickObject("p/a.xml");
    await expect.poll(() => page.locator("dialog pre").textContent()).toBe("<a>\n  <b>1</b>\n</a>");
    await pickObject("p/b.png");
    await page.waitForSelector("img.preview");
    await expect.poll(() => page.evaluate("document.querySelector('img.preview').naturalWidth")).toBe(1);
    await pickObject("p/c.html");
    await expect.poll(() => page.locator("dialog pre").textContent()).toContain("document.title");
    await pickObject("p/d.bin");
    await expect.poll(() => texts(".pane > .note")).toContain("There is no preview of this object.");
    await close();
    expect(await page.title()).toBe("CI Inspector");
  });

  it("refuses a file that is too large before it is sent, and names both sizes", async () => {
    await page.click("#upload");
    await page.waitForSelector("dialog input[type=file]");
    await page.evaluate(`(() => {
      const file = new File(["x"], "long.mp4");
      Object.defineProperty(file, "size", { value: 300 * 1024 * 1024 });
      const input = document.querySelector("dialog input[type=file]");
      Object.defineProperty(input, "files", { value: [file] });
      input.dispatchEvent(new Event("change"));
    })()`);
    await expect.poll(() => texts("dialog [role=alert]")).toEqual(["long.mp4 must have at most 256 MB (got 300 MB)."]);
    await close();
  });

  it("runs the matrix, shows which callbacks fail and which have no route, and opens one of them", async () => {
    await view("matrix");
    for (const name of ["twice", "late"]) await page.uncheck(`dialog input[name=${name}]`);
    await page.selectOption("dialog select[name=target]", { index: 0 });
    await page.click("dialog [type=submit]");
    const summary = () => page.locator("dialog [role=status]").textContent();
    await expect.poll(summary, { timeout: 60_000 }).toMatch(/^2 of \d+ cases failed\. No route: .*Transcode/);
    const row = page.locator(".matrix tr").filter({ hasText: "Snapshot" }).filter({ hasText: "ok" });
    await expect.poll(() => row.locator(".is-failed").count()).toBe(2);
    await expect
      .poll(() => texts("dialog .started code"))
      .toEqual(Array(2).fill(expect.stringContaining("no picture")));
    await row.locator(".is-failed").first().click();
    await expect.poll(() => texts(".detail h2")).toEqual(["Snapshot"]);
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
  });

  for (const [width, colorScheme, locale, contrast, tags = {}] of [
    [390, "dark", "zh-CN", "own"],
    [1440, "light", "en-US", "axe", EXHAUSTIVE],
    [1024, "dark", "zh-CN", "axe", EXHAUSTIVE],
    [390, "light", "zh-CN", "axe", EXHAUSTIVE],
    [390, "dark", "en-US", "axe", EXHAUSTIVE],
  ] as const) {
    it(`has no violation of axe-core: ${width}, ${colorScheme}, ${locale}`, tags, async () => {
      const other = await openSharedPage(inspector, { viewport: { width, height: 900 }, colorScheme, locale });
      try {
        await loadAxe(other.page);
        const audit = async () => expect(await violationsOn(other.page, undefined, contrast)).toEqual([]);
        for (const name of ["resources", "objects", "matrix"]) {
          await other.page.click(`.section-head [data-key=${name}]`);
          if (name === "matrix") await other.page.waitForSelector("dialog .matrix a");
          else await other.page.locator(".pick").first().click();
          if (name !== "matrix") await other.page.waitForSelector("dialog .pane h3 + *");
          await audit();
          await other.page.keyboard.press("Escape");
          await other.page.waitForSelector("dialog", { state: "detached" });
        }
        await other.page.click("#upload");
        await other.page.waitForSelector("dialog input[type=file]");
        await audit();
        expect(other.pageErrors).toEqual([]);
      } finally {
        await other.close();
      }
    });
  }

  it("logs no error", () => {
    expect(open.pageErrors).toEqual([]);
  });
});
