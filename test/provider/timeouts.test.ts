/** The `timeouts` block: an operation ends at its deadline, names the unfinished step, and can be continued. */
import { expect, it, onTestFinished } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloudOptions } from "../../local/options";
import { startForwarder } from "../support/forwarder";
import type { Interfere } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import {
  ATTACHED,
  BUCKET,
  deployable,
  expectNoChanges,
  ok,
  queue,
  SERVICE,
  topology,
  URL_ONE,
  workflow,
  workspaceFor,
} from "./support";
import type { Setting } from "./support";

const within = (limits: string): string => `timeouts {\n ${limits}\n }`;
const service = (limits: string): string => SERVICE.replace("}", `${within(limits)}\n}`);

/** A cloud whose calls a test can delay. */
async function heldUp(config: string, interfere: Interfere, options: LocalCloudOptions = {}): Promise<Setting> {
  const cloud = await startLocalCloud({ buckets: [BUCKET], ...options });
  onTestFinished(() => cloud.close());
  const line = await startForwarder(cloud.url, interfere);
  onTestFinished(() => line.close());
  const keys = {
    TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
    TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
  };
  const terraform = await workspaceFor(line.url, config, keys, ATTACHED);
  return { cloud, terraform };
}

const never = new Promise<never>(() => undefined);

describeTerraform("timeouts", () => {
  it("end a creation that waits for the queue, with a message, and the next apply continues", async () => {
    const { terraform } = await deployable(service('create = "1s"'), { queueVisibleMs: 3000 });
    const { code, text } = await terraform.apply();
    expect(code).toBe(1);
    expect(text).toContain(`Waiting for the media queue of ${BUCKET} did not end within 1s`);
    expect(text).toContain('set a longer limit: timeouts { create = "…" }');
    await terraform.configure(service('create = "1m"'));
    ok(await terraform.apply());
    await expectNoChanges(terraform);
  });

  it("end a creation, a read, an update and a deletion whose calls hang, and name the object", async () => {
    let hanging: RegExp | undefined;
    const interfere: Interfere = ({ method, path }) => (hanging?.test(`${method} ${path}`) ? never : undefined);
    const config = (url: string): string =>
      queue(
        `notify_config = { url = "${url}" }\n${within('create = "700ms"\n read = "600ms"\n update = "500ms"\n delete = "400ms"')}`,
      );
    const { cloud, terraform } = await heldUp(config(URL_ONE), interfere);

    hanging = /^PUT \/queue/;
    expect((await terraform.apply()).text).toMatch(/Changing the media queue p\w+ did not end within 700ms/);
    // CI executed the call, and the state has the former settings.
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "On", Url: URL_ONE } });
    hanging = undefined;
    ok(await terraform.apply());
    await expectNoChanges(terraform);

    hanging = /^GET \/queue/;
    expect((await terraform.plan()).text).toMatch(/Reading the media queue p\w+ did not end within 600ms/);
    hanging = /^PUT \/queue/;
    await terraform.configure(config(`${URL_ONE}/other`));
    expect((await terraform.apply()).text).toMatch(/Changing the media queue p\w+ did not end within 500ms/);
    hanging = undefined;
    // CI executed this call too, so a plan is empty; this resource still owns the queue.
    await expectNoChanges(terraform);

    hanging = /^PUT \/queue/;
    expect((await terraform.destroy()).text).toMatch(/Changing the media queue p\w+ did not end within 400ms/);
    hanging = undefined;
    ok(await terraform.destroy());
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { State: "Off" } });
  });

  it("activate a workflow again after its change timed out", async () => {
    let seen = 0;
    const interfere: Interfere = ({ method, path }) =>
      method === "PUT" && /^\/workflow\/\w+$/.test(path) && seen++ === 1 ? never : undefined;
    const body = (prefix: string): string =>
      workflow(`name = "wf"\n topology = ${topology(prefix)}\n ${within('update = "700ms"')}`);
    const { terraform } = await heldUp(body("a/"), interfere);
    ok(await terraform.apply());
    await terraform.configure(body("b/"));
    expect((await terraform.apply()).text).toContain("Changing the workflow wf did not end within 700ms");
    const shown = await terraform.plan();
    expect(shown.text).not.toContain('"Paused"');
    ok(await terraform.apply());
    await expectNoChanges(terraform);
  });

  it("are changed without a call", async () => {
    const calls: string[] = [];
    const interfere: Interfere = ({ method, path }) => void (method !== "GET" && calls.push(`${method} ${path}`));
    const config = (limits: string): string => queue(`notify_config = { url = "${URL_ONE}" }\n ${within(limits)}`);
    const { terraform } = await heldUp(config('create = "2m"'), interfere);
    ok(await terraform.apply());
    const before = calls.length;
    await terraform.configure(config('create = "3m"\n update = "1h30m"'));
    expect(ok(await terraform.apply()).text).toContain("0 added, 1 changed, 0 destroyed");
    await expectNoChanges(terraform);
    expect(calls.slice(before)).toEqual([]);
  });

  it("refuse a limit that is no duration above zero", async () => {
    const limits = ["5", "-1m", "1 m", "soon", "0s", "5M", ""];
    const services = limits.map((limit, index) => service(`create = "${limit}"`).replace('"this"', `"at_${index}"`));
    const { terraform } = await deployable(services.join(""));
    const { text } = await terraform.validate();
    const errors = text.split(/(?=Error: )/);
    for (const [index, limit] of limits.entries()) {
      expect(
        errors.find((error) => error.includes(`"at_${index}"`)),
        limit,
      ).toMatch(/Error: Invalid time limit .* timeouts.create must be a duration above zero, such as 90s/);
    }
  });
});
