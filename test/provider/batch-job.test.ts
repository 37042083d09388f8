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

async function setting(name: string, jobMs = 5): Promise<Setting> {
  const made = await deployable(batch(name), { jobMs });
  for (const key of ["videos/a.mp4", "videos/b.mp4", "music/c.mp3"]) made.cloud.putObject(BUCKET, key, "x");
  return made;
}

async function batches({ cloud }: Setting, name: string): Promise<BatchJob[]> {
  const client = new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
  const window = { from: new Date(0), to: new Date(Date.now() + 60_000) };
  const found: BatchJob[] = [];
  for await (const job of listBatchJobs(client, { bucket: BUCKET, region: REGION }, name, window)) found.push(job);
  return found;
}

describeTerraform("tencentci_batch_job", () => {
  it("runs once on the objects under the prefix; another name runs another batch", async () => {
    const made = await setting("one");
    ok(await made.terraform.apply());
    expect(await valuesOf(made.terraform, "tencentci_batch_job")).toMatchObject({
      name: "one",
      job_id: expect.stringMatching(/^b[0-9a-f]{32}$/) as string,
    });
    await expectNoChanges(made.terraform);
    expect(await batches(made, "one")).toMatchObject([{ state: "Success" }]);

    await made.terraform.configure({ "main.tf": batch("two") });
    ok(await made.terraform.apply());
    expect(await batches(made, "two")).toHaveLength(1);
    ok(await made.terraform.destroy());
    expect(await batches(made, "one")).toHaveLength(1);
  });

  it("is adopted when the answer to its start is lost, and not started twice", async () => {
    const made = await setting("lost");
    made.cloud.faults.add({ match: "POST *.ci.*/inventorytriggerjob", times: 1, effect: { type: "drop" } });
    ok(await made.terraform.apply());
    expect(await batches(made, "lost")).toHaveLength(1);
  });

  it("is not started again when CI no longer lists it", async () => {
    const made = await setting("forgotten");
    ok(await made.terraform.apply());
    const answer = {
      type: "answer",
      status: 200,
      body: "<Response><NonExistJobId>b</NonExistJobId></Response>",
    } as const;
    made.cloud.faults.add({ match: "GET *.ci.*/inventorytriggerjob/*", effect: answer });
    await expectNoChanges(made.terraform);
    ok(await made.terraform.destroy());
  });

  it("is cancelled by destroying while it runs", async () => {
    const made = await setting("cancelled", 60_000);
    ok(await made.terraform.apply());
    ok(await made.terraform.destroy());
    expect(await batches(made, "cancelled")).toMatchObject([{ state: "Cancel" }]);
  });

  it("is refused by plan with two inputs", async () => {
    const made = await deployable(batch("wrong", `{ Prefix = "a/", Object = "b" }`));
    const plan = await made.terraform.plan();
    expect(plan.stdout + plan.stderr).toContain("input must be JSON with one of Prefix, Manifest, UrlFile, Object");
  });
});
