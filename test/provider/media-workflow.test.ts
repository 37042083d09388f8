import { expect, it } from "vitest";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";
import type { LocalCloud } from "../../local/cloud";
import { CiClient } from "../../api/client";
import { findWorkflowsByName, getWorkflow, updateWorkflow } from "../../api/workflows";
import type { Workflow } from "../../api/workflows";
import {
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  REGION,
  SECRET,
  SERVICE,
  topology,
  URL_ONE,
  valuesOf,
  workflow,
} from "./support";

const ADDRESS = { bucket: BUCKET, region: REGION };
const NOTIFY = `notify_config = { url = "${URL_ONE}", result_format = "JSON" }`;
const WORKFLOW_BODY = `name = "wf"\n topology = ${topology()}\n ${NOTIFY}`;

function ci(cloud: LocalCloud): CiClient {
  return new CiClient({ credentials: cloud.credential, endpoint: cloud.url });
}

async function only(cloud: LocalCloud, name = "wf"): Promise<Workflow> {
  const found = await findWorkflowsByName(ci(cloud), ADDRESS, name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describeTerraform("tencentci_media_workflow", () => {
  for (const [behaviour, normaliseTopology, state, options] of [
    ["gives back what it was sent", false, "Active", EXHAUSTIVE],
    ["fills in defaults", true, "Paused", {}],
  ] as const) {
    const title = `creates, plans no changes, imports without a change, updates in place and deletes if CI ${behaviour}`;
    it(title, options, async () => {
      const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY), { normaliseTopology });
      const applied = ok(await terraform.apply());
      expect(applied.stdout + applied.stderr).not.toContain(SECRET);
      const created = await only(cloud);
      expect(created).toMatchObject({ state: "Active", topology: { Dependencies: { Start: "Snapshot_1" } } });
      expect(JSON.stringify(created.topology)).toContain("out/${RunId}/shot-${Number}.jpg");
      expect(created.topology).toMatchObject({
        Nodes: { Start: { Input: { NotifyConfig: { State: "On", Url: URL_ONE } } } },
      });
      const values = await valuesOf(terraform, "tencentci_media_workflow");
      expect(values).toMatchObject({
        id: `${REGION}/${BUCKET}/${created.workflowId}`,
        workflow_id: created.workflowId,
      });
      expect(values["topology"]).not.toContain(SECRET);
      await expectNoChanges(terraform);

      ok(await terraform.run(["state", "rm", "tencentci_media_workflow.this"]));
      ok(await terraform.import("tencentci_media_workflow.this", `${REGION}/${BUCKET}/${created.workflowId}`));
      await expectNoChanges(terraform);

      const body = `name = "wf-2"\n state = "${state}"\n topology = ${topology("other/")}\n ${NOTIFY}`;
      await terraform.configure(workflow(body));
      expect(ok(await terraform.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
      const changed = await only(cloud, "wf-2");
      expect(changed).toMatchObject({ workflowId: created.workflowId, state });
      expect(changed.topology).toMatchObject({ Nodes: { Start: { Input: { ObjectPrefix: "other/" } } } });
      await expectNoChanges(terraform);

      ok(await terraform.destroy());
      expect(await getWorkflow(ci(cloud), ADDRESS, created.workflowId)).toBeUndefined();
    });
  }

  it("plans and repairs a change made outside Terraform, and recreates a deleted workflow", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY), { strictWorkflows: false });
    ok(await terraform.apply());
    const created = await only(cloud);
    const other = JSON.parse(JSON.stringify(created.topology).replace("videos/", "elsewhere/")) as Workflow["topology"];
    await updateWorkflow(ci(cloud), ADDRESS, created.workflowId, {
      name: "wf",
      state: "Paused",
      topology: other,
    });
    const plan = await terraform.plan();
    expect(plan.code).toBe(2);
    expect(plan.text).toMatch(/state += "Paused" -> "Active"/);
    expect(plan.text).toContain('"elsewhere/" -> "videos/"');
    expect(plan.stdout + plan.stderr).not.toContain(SECRET);
    ok(await terraform.apply());
    expect(await only(cloud)).toMatchObject({ workflowId: created.workflowId, state: "Active" });
    await expectNoChanges(terraform);

    await ci(cloud).request({
      method: "DELETE",
      host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
      path: `/workflow/${created.workflowId}`,
    });
    ok(await terraform.apply());
    expect((await only(cloud)).workflowId).not.toBe(created.workflowId);
  });

  it("does not create a second workflow if the answer to the first was lost", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY));
    cloud.faults.add({ match: "POST *workflow*", effect: { type: "drop" } });
    ok(await terraform.apply());
    await only(cloud);
    await expectNoChanges(terraform);
  });

  it("tries again if the request with the lost answer was not executed", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY));
    cloud.faults.add({ match: "POST *workflow*", effect: { type: "answer", status: 503 } });
    ok(await terraform.apply());
    await only(cloud);
  });

  it("saves a workflow that was created although a later call failed", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY));
    const body = "<Error><Code>AccessDenied</Code><Message>no</Message><RequestId>r-42</RequestId></Error>";
    cloud.faults.add({ match: "GET *workflow?ids=*", effect: { type: "answer", status: 403, body } });
    const failed = await terraform.apply();
    expect(failed.code).toBe(1);
    expect(failed.text).toContain("Request id: r-42");
    const { workflowId } = await only(cloud);
    expect(await valuesOf(terraform, "tencentci_media_workflow")).toMatchObject({ workflow_id: workflowId });

    ok(await terraform.apply());
    await only(cloud);
    await expectNoChanges(terraform);
  });

  it("refuses to share a name, and gives the command to import the other workflow", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY));
    ok(await terraform.apply());
    const { workflowId } = await only(cloud);
    ok(await terraform.run(["state", "rm", "tencentci_media_workflow.this"]));
    await terraform.configure(workflow(WORKFLOW_BODY.replace("videos/", "other/")));
    const refused = await terraform.apply();
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("Workflow name in use");
    expect(refused.text).toContain(
      `terraform import tencentci_media_workflow.<name> ${REGION}/${BUCKET}/${workflowId}`,
    );
    await only(cloud);
  });

  it("creates one workflow for two equal resources, and refuses the other", async () => {
    const twins = `${workflow(WORKFLOW_BODY)}\n${workflow(WORKFLOW_BODY).replace(SERVICE, "").replace('"this"', '"twin"')}`;
    const { cloud, terraform } = await deployable(twins);
    const refused = await terraform.apply();
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("Workflow name in use");
    await only(cloud);
  });

  it("activates the workflow again if a change is refused", async () => {
    const { cloud, terraform } = await deployable(workflow(WORKFLOW_BODY));
    ok(await terraform.apply());
    const body = "<Error><Code>InvalidArgument</Code><Message>no</Message><RequestId>r-42</RequestId></Error>";
    const { workflowId } = await only(cloud);
    cloud.faults.add({ match: `PUT *workflow/${workflowId}`, effect: { type: "answer", status: 400, body } });
    await terraform.configure(workflow(WORKFLOW_BODY.replace("videos/", "other/")));
    const refused = await terraform.apply();
    expect(refused.text).toContain("Changing the workflow wf failed: InvalidArgument");
    expect(refused.text).toContain("Request id: r-42");
    expect(await only(cloud)).toMatchObject({ state: "Active" });
    ok(await terraform.apply());
    await expectNoChanges(terraform);
  });
});
