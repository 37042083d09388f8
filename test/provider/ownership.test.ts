/**
 * The owner of a queue or a workflow after each order of events: CI, the state and the next plan agree. An exhaustive test
 * repeats an event of events.test.ts, or an order that another test has.
 */
import { expect, it } from "vitest";
import { setWorkflowState } from "../../api/workflows";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";
import {
  ADDRESS,
  allOf,
  clientOf,
  expectDeployed,
  expectNothingLeft,
  FIRST,
  pipeline,
  QUEUE,
  secondStack,
  WORKFLOW,
} from "./deployment";
import { BUCKET, deployable, ok, taint, valuesOf } from "./support";

const ALL = allOf("this");

describeTerraform("ownership of queue and workflow", () => {
  for (const [order, lifecycle, disable, options] of [
    ["destroyed first", "", false, EXHAUSTIVE],
    ["created first", FIRST, false, EXHAUSTIVE],
    ["created first, with a service that is turned off at destroy", FIRST, true, {}],
  ] as const) {
    it(`survives -replace and taint: ${order}`, options, async () => {
      const setting = await deployable(pipeline("this", lifecycle, disable));
      const { terraform } = setting;
      ok(await terraform.apply());
      const replaced = ALL.filter((address) => !disable || address.includes("service"));
      ok(await terraform.apply({ args: replaced.flatMap((address) => ["-replace", address]) }));
      await expectDeployed(setting);
      await taint(terraform, ALL);
      expect(ok(await terraform.apply()).text).toContain("3 added, 0 changed, 3 destroyed");
      await expectDeployed(setting);
      if (!disable) await expectNothingLeft(setting);
    });
  }

  for (const [order, lifecycle, parallelism, options] of [
    ["one after another", "", "-parallelism=1", EXHAUSTIVE],
    ["side by side", "", "-parallelism=50", EXHAUSTIVE],
    ["side by side, created first", FIRST, "-parallelism=50", {}],
  ] as const) {
    it(`survives a rename in one apply, ${order}`, options, async () => {
      const setting = await deployable(pipeline("this", lifecycle));
      const { terraform } = setting;
      ok(await terraform.apply());
      for (const label of ["renamed", "again"]) {
        await terraform.configure(pipeline(label, lifecycle));
        ok(await terraform.apply({ args: [parallelism] }));
        await expectDeployed(setting);
      }
      await expectNothingLeft(setting);
    });
  }

  it("changes nothing when a moved block renames", EXHAUSTIVE, async () => {
    const setting = await deployable(pipeline());
    ok(await setting.terraform.apply());
    const moved = ["tencentci_media_service", QUEUE, WORKFLOW].map(
      (type) => `moved {\n from = ${type}.this\n to = ${type}.moved\n }\n`,
    );
    await setting.terraform.configure(pipeline("moved") + moved.join(""));
    expect(ok(await setting.terraform.apply()).text).toContain("0 added, 0 changed, 0 destroyed");
    await expectDeployed(setting);
  });

  it("destroying another stack does not change queue and workflow of the stack that was applied last", async () => {
    const setting = await deployable(pipeline());
    const { cloud, terraform } = setting;
    ok(await terraform.apply());
    const second = await secondStack(setting, pipeline());
    await new Promise((resolve) => setTimeout(resolve, 1000)); // CI's times have a precision of a second
    ok(await second.apply());
    const destroyed = ok(await terraform.destroy());
    expect(destroyed.text).toMatch(/The media queue p\w+ is not changed/);
    expect(destroyed.text).toMatch(/The workflow wf \(w\w+\) is not changed/);
    await expectDeployed({ cloud, terraform: second });
    await expectNothingLeft({ cloud, terraform: second });
  });

  it("destroy and apply of only the queue, with -target, do not change the rest", EXHAUSTIVE, async () => {
    const setting = await deployable(pipeline());
    const { cloud, terraform } = setting;
    ok(await terraform.apply());
    ok(await terraform.destroy({ args: ["-target", `${QUEUE}.this`] }));
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
    ok(await terraform.apply({ args: ["-target", `${QUEUE}.this`] }));
    await expectDeployed(setting);
  });

  it("destroy changes nothing if somebody else has changed the callback settings", async () => {
    const { cloud, terraform } = await deployable(pipeline());
    ok(await terraform.apply());
    cloud.changeQueue(BUCKET, { NotifyConfig: { Url: "https://theirs.example.com/x" } });
    const { text } = ok(await terraform.destroy());
    expect(text).toContain("turn its callback off in the console");
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { Url: "https://theirs.example.com/x" } });
  });

  it("destroy restores the queue and deletes the workflow if somebody has only paused them", async () => {
    const setting = await deployable(pipeline());
    const { cloud, terraform } = setting;
    ok(await terraform.apply());
    cloud.changeQueue(BUCKET, { State: "Paused" });
    const { workflow_id } = await valuesOf(terraform, WORKFLOW);
    await setWorkflowState(clientOf(cloud), ADDRESS, workflow_id as string, "Paused");
    await expectNothingLeft(setting);
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ State: "Paused" });
  });
});
