import { expect, it } from "vitest";
import { listBatchJobs } from "../../api/batch-jobs";
import type { BatchJob } from "../../api/batch-jobs";
import { CiClient } from "../../api/client";
import { describeTerraform } from "../support/terraform";
import { BUCKET, deployable, expectNoChanges, ok, REGION, SERVICE, URL_ONE, valuesOf } from "./support";
import type { Setting } from "./support";

const batch = (name: string, input = `{ Prefix = "videos/" }`): string => `
${SERVICE}
resource "tencentci_batch_job" "this" {
  bucket    = tencentci_media_service.this.bucket
  name      = "${name}"
  type      = "Job"
  input     = jsonencode(${input})
  operation = jsonencode({ Tag = "MediaInfo", JobParam = {}, CallBack = "${URL_ONE}" })
}`;

async function deployableBatch(name: string, jobMs = 5): Promise<Setting> {
  const setting = await deployable(batch(name), { jobMs });
  for (const key of ["videos/a.mp4", "videos/b.mp4", "music/c.mp3"]) setting.cloud.putObject(BUCKET, key, "x");
  return setting;
}

async function batches({ cloud }: Setting, name: string): Promise<BatchJob[]> {
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const window = { from: new Date(0), to: new Date(Date.now() + 60_000) };
  const found: BatchJob[] = [];
  for await (const job of listBatchJobs(client, { bucket: BUCKET, region: REGION }, name, window)) found.push(job);
  return found;
}

describeTerraform("tencentci_batch_job", () => {
  it("runs once on the objects under the prefix, also when CI no longer lists it; another name runs another batch", async () => {
    const setting = await deployableBatch("one");
    ok(await setting.terraform.apply());
    expect(await valuesOf(setting.terraform, "tencentci_batch_job")).toMatchObject({
      name: "one",
      job_id: expect.stringMatching(/^b[0-9a-f]{32}$/) as string,
    });
    await expectNoChanges(setting.terraform);
    expect(await batches(setting, "one")).toMatchObject([{ state: "Success" }]);

    const body = "<Response><NonExistJobId>b</NonExistJobId></Response>"; // CI no longer lists it
    const answer = { type: "answer", status: 200, body } as const;
    setting.cloud.faults.add({ match: "GET *.ci.*/inventorytriggerjob/*", effect: answer });
    await expectNoChanges(setting.terraform);
    expect(setting.cloud.faults.all).toMatchObject([{ left: 0 }]);

    await setting.terraform.configure({ "main.tf": batch("two") });
    ok(await setting.terraform.apply());
    expect(await batches(setting, "two")).toHaveLength(1);
    ok(await setting.terraform.destroy());
    expect(await batches(setting, "one")).toHaveLength(1);
  });

  it("is adopted when the answer to its start is lost, not started twice, and cancelled by destroying", async () => {
    const setting = await deployableBatch("lost", 60_000);
    setting.cloud.faults.add({ match: "POST *.ci.*/inventorytriggerjob", times: 1, effect: { type: "drop" } });
    ok(await setting.terraform.apply());
    expect(await batches(setting, "lost")).toMatchObject([{ state: "Running" }]);
    ok(await setting.terraform.destroy());
    expect(await batches(setting, "lost")).toMatchObject([{ state: "Cancel" }]);
  });

  it("is refused by plan with two inputs", async () => {
    const setting = await deployable(batch("wrong", `{ Prefix = "a/", Object = "b" }`));
    const plan = await setting.terraform.plan();
    expect(plan.stdout + plan.stderr).toContain("input must be JSON with one of Prefix, Manifest, UrlFile, Object");
  });
});
