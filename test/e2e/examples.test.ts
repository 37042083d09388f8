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

describeTerraform("every example", () => {
  let cloud: LocalCloud | undefined;
  let stack: DemoStack | undefined;

  afterEach(async () => {
    stack?.remove();
    await cloud?.close();
  });

  it.each(readdirSync(EXAMPLES).filter((name) => !DEPLOYED_ELSEWHERE.includes(name)))(
    "%s applies, is called back, plans no changes and is destroyed without a rest",
    async (name) => {
      cloud = await startLocalCloud({ buckets: [BUCKET] });
      stack = new DemoStack(name, name, { ...process.env, ...cloud.environment(), CI_BUCKET: BUCKET });
      await stack.synth();
      await stack.init();
      await stack.apply();

      const url = await stack.output("callbackUrl");
      expect(await cloud.deliver(url, CALLBACK, "XML")).toMatchObject({ status: 200, answer: '{"status":"accepted"}' });
      expect(await stack.plan()).toBe("no changes");

      await stack.destroy();
      expect(cloud.functions).toEqual([]);
      expect(cloud.resources).toEqual([]);
    },
    120_000,
  );
});
