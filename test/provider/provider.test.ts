import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import { startFakeServer } from "../support/fake-server";
import { forward } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import {
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  queue,
  REGION,
  SECRET,
  SERVICE,
  STARTED,
  topology,
  URL_ONE,
  workflow,
  workspaceFor,
} from "./support";

const KEY = { TENCENTCLOUD_SECRET_ID: "AKIDwrong", TENCENTCLOUD_SECRET_KEY: "wrong-secret-key" };

describeTerraform("the provider tencentci", () => {
  it("reports each wrong value before any call", async () => {
    const terraform = await workspaceFor(
      "http://127.0.0.1:1",
      `resource "tencentci_media_service" "s" {
         bucket = "no-appid"
       }
       resource "tencentci_media_queue" "q" {
         bucket        = "${BUCKET}"
         name          = "bad name"
         state         = "On"
         notify_config = { url = "ftp://x/${SECRET}", event = ["Everything"], mq_name = "n" }
       }
       resource "tencentci_media_workflow" "w" {
         bucket        = "${BUCKET}"
         name          = "w"
         topology      = jsonencode({ Dependencies = { Start = "Nowhere" }, Nodes = { Start = { Type = "Start" } } })
         notify_config = { state = "On" }
       }`,
      KEY,
    );
    const { code, text, stdout, stderr } = await terraform.validate();
    expect(code).toBe(1);
    for (const expected of [
      'bucket must be a name with APPID, such as media-1250000000, of at most 60 characters (got "no-appid").',
      'name must be 1 to 128 Chinese characters, letters, digits, _, - and * (got "bad name").',
      'state must be Active or Paused (got "On").',
      "notify_config.url must be an http:// or https:// URL (got the scheme ftp:).",
      'notify_config.event may hold TaskFinish and WorkflowFinish (got "Everything").',
      "notify_config.mq_name goes with type TDMQ (got type Url).",
      'topology.Dependencies.Start must name nodes or End (got "Nowhere").',
    ]) {
      expect(text).toContain(expected);
    }
    expect(text).toMatch(/on main\.tf line \d+, in resource "tencentci_media_workflow" "w": \d+: topology =/);
    expect(stdout + stderr).not.toContain(SECRET);

    await terraform.configure(`provider "tencentci" {\n region = "Guangzhou!"\n}${SERVICE}`);
    const block = await terraform.validate();
    expect(block.text).toContain('region must be a region such as ap-guangzhou (got "Guangzhou!").');
  });

  it("warns of a long callback URL and refuses one that CI cannot reach", async () => {
    const long = await deployable(queue(`notify_config = { url = "${URL_ONE}${"x".repeat(60)}" }`));
    const plan = await long.terraform.plan();
    expect(plan.code).toBe(2);
    expect(plan.text).toContain("limits callback URLs to 100 characters (got 115)");
    const late = `resource "terraform_data" "url" {\n input = "${URL_ONE}${"x".repeat(60)}"\n }`;
    await long.terraform.configure(queue(`notify_config = { url = terraform_data.url.output }`) + late);
    const applied = ok(await long.terraform.apply());
    expect(applied.text).toContain("limits callback URLs to 100 characters (got 115)");

    const real = await workspaceFor(undefined, queue(`notify_config = { url = "https://10.1.2.3/${SECRET}" }`), KEY);
    const refused = await real.plan();
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("CI only calls back public addresses (got the host 10.1.2.3)");
    expect(refused.stdout + refused.stderr).not.toContain(SECRET);
  });

  it("names missing credentials, and passes on CI's error for wrong ones", async () => {
    const { cloud, terraform } = await deployable(SERVICE);
    const none = await terraform.plan({ env: { TENCENTCLOUD_SECRET_KEY: undefined } });
    expect(none.text).toContain("secret_id and secret_key are needed (got a secret id without a secret key)");

    const wrong = await terraform.apply({ env: { TENCENTCLOUD_SECRET_KEY: "wrong-secret-key" } });
    expect(wrong.code).toBe(1);
    expect(wrong.text).toMatch(/Binding CI to media-1250000000 failed: \w+/);
    expect(wrong.text).toMatch(/HTTP status: 40[13] Request id: \S+/);
    expect(wrong.text).toContain("Check the secret id and key");
    expect(wrong.stdout + wrong.stderr).not.toContain("wrong-secret-key");
    expect(cloud.queues(BUCKET)).toHaveLength(0);
  });

  it("reads the shared credentials and region of the command line tool", async () => {
    const { cloud, terraform } = await deployable(SERVICE, { region: "ap-beijing" });
    const { secretId, secretKey } = cloud.credential;
    await terraform.configure({
      "tccli/work.credential": JSON.stringify({ secretId, secretKey }),
      "tccli/work.configure": JSON.stringify({ _sys_param: { region: "ap-beijing" } }),
    });
    const env = {
      TENCENTCLOUD_SECRET_ID: undefined,
      TENCENTCLOUD_SECRET_KEY: undefined,
      TENCENTCLOUD_PROFILE: "work",
      TENCENTCLOUD_SHARED_CREDENTIALS_DIR: join(terraform.directory, "tccli"),
    };
    expect(ok(await terraform.apply({ env })).text).toContain(`[id=ap-beijing/${BUCKET}]`);
  });

  it("explains an unknown bucket and a missing service role with code and request id", async () => {
    const { cloud, terraform } = await deployable(SERVICE.replace(BUCKET, "other-1250000000"));
    const unknown = await terraform.apply();
    expect(unknown.text).toContain("failed: NoSuchBucket");
    expect(unknown.text).toContain("CI looks for a bucket in one region only");

    await terraform.configure(SERVICE);
    const body = "<Error><Code>CIRoleNotExist</Code><Message>no role</Message><RequestId>r-role</RequestId></Error>";
    cloud.faults.add({ match: "POST *mediabucket*", effect: { type: "answer", status: 400, body } });
    const role = await terraform.apply();
    expect(role.text).toContain("Turning on the media service of media-1250000000 failed: CIRoleNotExist");
    expect(role.text).toContain("CI answered: no role Code: CIRoleNotExist HTTP status: 400 Request id: r-role");
    expect(role.text).toContain("The account has no service role CI_QCSRole");
  });

  it("turns the service off only if configured, and detects that it was turned off", async () => {
    const { cloud, terraform } = await deployable(SERVICE.replace("\n}", "\n  disable_on_destroy = true\n}"));
    ok(await terraform.apply());
    await expectNoChanges(terraform);
    ok(await terraform.destroy());
    expect(cloud.queues(BUCKET)).toHaveLength(0);
    ok(
      await terraform.import("tencentci_media_service.this", `${REGION}/${BUCKET}`).then(async (result) => {
        expect(result.text).toContain("Cannot import non-existent remote object");
        return terraform.apply();
      }),
    );
    expect(cloud.queues(BUCKET)).toHaveLength(1);
  });

  it("replaces everything when the bucket changes", async () => {
    const { cloud, terraform } = await deployable(workflow(`name = "wf"\n topology = ${topology()}`));
    cloud.createBucket("second-1250000000");
    ok(await terraform.apply());
    await terraform.configure(
      workflow(`name = "wf"\n topology = ${topology()}`).replaceAll(BUCKET, "second-1250000000"),
    );
    const replaced = ok(await terraform.apply());
    expect(replaced.text).toContain("forces replacement");
    expect(replaced.text).toContain("2 added, 0 changed, 2 destroyed");
    expect(cloud.queues("second-1250000000")).toHaveLength(1);
  });

  it("writes no secret to the most detailed log", async () => {
    const { cloud, terraform } = await deployable(queue(`notify_config = { url = "${URL_ONE}" }`), {}, STARTED);
    const log = join(terraform.directory, "trace.log");
    ok(await terraform.apply({ env: { TF_LOG: "TRACE", TF_LOG_PATH: log } }));
    const text = readFileSync(log, "utf8");
    expect(text).toContain("provider.tencentci");
    expect(text).toMatch(/\[DEBUG\] {1,2}provider\..*: call: .*host=media-1250000000\.ci\.ap-guangzhou\.myqcloud\.com/);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(cloud.credential.secretKey);
  });

  it("assumes a role before the first call", async () => {
    const cloud = await startLocalCloud({
      buckets: [BUCKET],
      credentials: [{ secretId: "AKIDtemp", secretKey: "temp-secret-key", token: "temp-token" }],
    });
    onTestFinished(() => cloud.close());
    const sts = await startFakeServer((request) => {
      if (request.host === "sts.tencentcloudapi.com") {
        expect(JSON.parse(request.body)).toMatchObject({
          RoleArn: "qcs::cam::uin/1:roleName/x",
          RoleSessionName: "s",
          DurationSeconds: 7200,
        });
        const Credentials = { TmpSecretId: "AKIDtemp", TmpSecretKey: "temp-secret-key", Token: "temp-token" };
        return {
          body: JSON.stringify({ Response: { Credentials, ExpiredTime: Date.now() / 1000 + 7200, RequestId: "r" } }),
        };
      }
      return forward(cloud.url, request);
    });
    onTestFinished(() => sts.close());
    const role = `provider "tencentci" {\n assume_role {\n role_arn = "qcs::cam::uin/1:roleName/x"\n session_name = "s"\n }\n}`;
    const terraform = await workspaceFor(sts.url, role + SERVICE, KEY);
    const applied = ok(await terraform.apply());
    expect(applied.text).toContain("1 added");
    expect(sts.requests.filter(({ host }) => host.startsWith("sts."))).toHaveLength(1);
  });
});
