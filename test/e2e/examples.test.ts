import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { DemoStack } from "../../scripts/demo/stack";
import { describeTerraform } from "../support/terraform";

const BUCKET = "media-1250000000";
const EXAMPLES = join(__dirname, "../../examples");
const CALLBACK = readFileSync(join(__dirname, "../handler/fixtures/split-video-parts.xml"));

/** The demo, and tests of the CLI, of durable delivery and of uploads deploy these. */
const DEPLOYED_ELSEWHERE = ["complete", "function-url", "durable-delivery", "uploads"];

/** Has no address of its own. */
const EXISTING = "existing-url";

describeTerraform("every example", () => {
  let cloud: LocalCloud | undefined;
  let stack: DemoStack | undefined;

  afterEach(async () => {
    stack?.remove();
    await cloud?.close();
  });

  /** Deploys an example, has it called back, and destroys it. */
  async function tryOut(
    name: string,
    callBack: (url: string, deployed: LocalCloud) => Promise<unknown>,
  ): Promise<void> {
    cloud = await startLocalCloud({ buckets: [BUCKET] });
    stack = new DemoStack(name, name, { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET });
    await stack.synth();
    await stack.init();
    await stack.apply();

    const url = await stack.output("callbackUrl");
    expect(await callBack(url, cloud)).toBe('{"status":"accepted"}');
    expect(await stack.plan()).toBe("no changes");

    await stack.destroy();
    expect(cloud.functions).toEqual([]);
    expect(cloud.resources).toEqual([]);
  }

  it.each(readdirSync(EXAMPLES).filter((name) => !DEPLOYED_ELSEWHERE.includes(name) && name !== EXISTING))(
    "%s applies, is called back, plans no changes and is destroyed without a rest",
    (name) => tryOut(name, async (url, deployed) => (await deployed.deliver(url, CALLBACK, "XML")).answer),
    120_000,
  );

  it("existing-url does too, called by what stands at its address", async () => {
    await tryOut(EXISTING, async (url, deployed) => {
      const event = { httpMethod: "POST", path: new URL(url).pathname, headers: {}, body: CALLBACK.toString() };
      const answer = (await deployed.invoke(await stack!.output("functionName"), event)) as { body: string };
      return answer.body;
    });
  }, 120_000);
});
