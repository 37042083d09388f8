import { expect, it } from "vitest";
import { runCallbacks } from "../../cli/callbacks/run";
import { deployDurable, jobCallback, PREFIX, PROGRAM } from "../../harness/durable-deployment";
import { BUCKET, startCloud } from "../local/support";
import { sessionProject } from "./session-project";

it("uses the inbox and the key of the pipeline that runs here, unless a bucket is named", async () => {
  const cloud = await startCloud();
  const { callbackUrl } = await deployDurable({ cloud, program: PROGRAM });
  const { session } = sessionProject();
  const { url, credential, certificate, region } = cloud;
  const announced = { url, credential, certificate, region, callbackUrls: [callbackUrl], bucket: BUCKET };
  session.announce({ ...announced, inboxes: [{ bucket: BUCKET, prefix: PREFIX }] });
  await cloud.deliver(callbackUrl, jobCallback("refused-1"), "JSON");
  await cloud.idle();
  const call = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => {
    let written = "";
    const sink = { write: (text: string) => (written += text) };
    expect(await runCallbacks(args, env, sink, sink)).toBe(0);
    return written;
  };

  const keys = {
    TENCENTCLOUD_SECRET_ID: "the user's",
    TENCENTCLOUD_SECRET_KEY: "own",
    TENCENTCLOUD_REGION: "ap-tokyo",
  };
  expect(await call(keys, "list", "dead", "--json")).toContain("refused-1");
  await expect(call({}, "list", "--bucket", BUCKET)).rejects.toThrow(/TENCENTCLOUD_SECRET_ID/);
  const other = { bucket: "other-1250000000", prefix: "x/" };
  session.announce({ ...announced, inboxes: [other, { bucket: BUCKET, prefix: PREFIX }] });
  await expect(call(keys, "list")).rejects.toThrow(
    `--inbox must be the number of one of the local pipeline's inboxes: 1 other-1250000000/x/, 2 ${BUCKET}/${PREFIX} (got none)`,
  );
  expect(await call(keys, "list", "dead", "--json", "--inbox", "2")).toContain("refused-1");
  await expect(call(keys, "list", "--inbox", "3")).rejects.toThrow(/\(got 3\)/);
  session.announce(announced);
  await expect(call(keys, "list")).rejects.toThrow(
    /--bucket must name the bucket of the inbox .* with durable delivery/,
  );
});
