import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { deleteObject, getObject, listObjects, putObject } from "../../api/objects";
import type { LocalCloud } from "../../local/cloud";
import type { LocalCloudOptions } from "../../local/options";
import { parseCron } from "../../local/scf/cron";
import { VendorClient } from "../../local/vendor/client";
import { BUCKET, clientOf, startCloud } from "./support";

const ADDRESS = { bucket: BUCKET, region: "ap-guangzhou" };
const SOURCE = `${BUCKET}.cos.ap-guangzhou.myqcloud.com`;

/** Calls of functions write their event; a function called `failing` throws after that. */
const CODE = `exports.main_handler = async (event, context) => {
  console.log(JSON.stringify(event));
  if (context.function_name === "failing") throw new Error("no");
};`;

async function deploy(cloud: LocalCloud, name = "f", code = CODE): Promise<VendorClient> {
  const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
  const zip = Buffer.from(zipSync({ "index.js": strToU8(code) })).toString("base64");
  const common = { namespace: "default", handler: "index.main_handler", runtime: "Nodejs20.19", role: "any" };
  await vendor.create(
    "tencentcloud_scf_function",
    { name, ...common, zip_file: "f.zip", mem_size: 128, timeout: 10, environment: {} },
    { zip_file: zip },
  );
  return vendor;
}

function trigger(vendor: VendorClient, type: string, name: string, description: string, functionName = "f") {
  const attributes = {
    ...{ function_name: functionName, namespace: "default", type, trigger_name: name, trigger_desc: description },
    ...{ qualifier: "$LATEST", enable: "OPEN", custom_argument: "hello" },
  };
  return vendor.create("tencentcloud_scf_trigger", attributes, {});
}

const onUpload = (Prefix: string, Suffix = ""): string =>
  JSON.stringify({ event: "cos:ObjectCreated:*", filter: { Prefix, Suffix } });

async function cloudWithTrigger(options: LocalCloudOptions = {}, name = "f"): Promise<LocalCloud> {
  const cloud = await startCloud({ eventMs: 1, asyncRetryMs: 5, ...options });
  const vendor = await deploy(cloud, name);
  await trigger(vendor, "cos", SOURCE, onUpload("in/", ".json"), name);
  return cloud;
}

interface ObjectRecord {
  readonly cos: { readonly cosObject: { readonly key: string; readonly size: number }; readonly cosBucket: object };
  readonly event: { readonly eventName: string };
}

/** Events of calls of functions. */
function eventsOf(cloud: LocalCloud): { readonly Records: readonly ObjectRecord[] }[] {
  const lines = cloud.logs.filter(({ text }) => text.startsWith("{"));
  return lines.map(({ text }) => JSON.parse(text) as { readonly Records: readonly ObjectRecord[] });
}

const keysOf = (cloud: LocalCloud): string[] => eventsOf(cloud).map(({ Records }) => Records[0]!.cos.cosObject.key);

describe("objects", () => {
  it("are listed in the order of their keys, from a marker, page by page", async () => {
    const cloud = await startCloud();
    const client = clientOf(cloud);
    for (const key of ["b/2", "a", "b/1", "b/3 中&"]) await putObject(client, ADDRESS, key, "x");
    const keys = async (options: object): Promise<string[]> =>
      (await listObjects(client, ADDRESS, options)).objects.map(({ key }) => key);
    expect(await keys({})).toEqual(["a", "b/1", "b/2", "b/3 中&"]);
    expect(await keys({ prefix: "b/", limit: 2 })).toEqual(["b/1", "b/2"]);
    expect(await keys({ prefix: "b/", marker: "b/2" })).toEqual(["b/3 中&"]);
  });

  it("are not overwritten if the request forbids it", async () => {
    const client = clientOf(await startCloud());
    expect(await putObject(client, ADDRESS, "k", "first", { forbidOverwrite: true })).toBe(true);
    expect(await putObject(client, ADDRESS, "k", "second", { forbidOverwrite: true })).toBe(false);
    expect((await getObject(client, ADDRESS, "k"))!.toString()).toBe("first");
  });

  it("are overwritten anyway in a bucket with versioning", async () => {
    const cloud = await startCloud({ buckets: [] });
    const vendor = new VendorClient({ endpoint: new URL(cloud.url), region: cloud.region, ...cloud.credential });
    await vendor.create("tencentcloud_cos_bucket", { bucket: BUCKET, versioning_enable: true }, {});
    const client = clientOf(cloud);
    await putObject(client, ADDRESS, "k", "first", { forbidOverwrite: true });
    expect(await putObject(client, ADDRESS, "k", "second", { forbidOverwrite: true })).toBe(true);
  });
});

describe("a trigger of COS", () => {
  it("calls its function with the documented event, for matching objects", async () => {
    const cloud = await cloudWithTrigger();
    const client = clientOf(cloud);
    for (const key of ["in/a.json", "out/a.json", "in/a.txt"]) await putObject(client, ADDRESS, key, "four");
    await deleteObject(client, ADDRESS, "in/a.json");
    await cloud.idle();
    expect(eventsOf(cloud)).toMatchObject([
      {
        Records: [
          {
            cos: {
              cosObject: { key: "/1250000000/media/in/a.json", size: 4 },
              cosBucket: { region: "ap-guangzhou", name: "media", appid: "1250000000" },
            },
            event: { eventName: "cos:ObjectCreated:Put" },
          },
        ],
      },
    ]);
  });

  it("repeats a failed call, twice at most", async () => {
    const cloud = await cloudWithTrigger({}, "failing");
    cloud.putObject(BUCKET, "in/a.json", "x");
    await cloud.idle();
    expect(cloud.asyncCalls.map(({ attempt, error }) => ({ attempt, error }))).toEqual(
      [1, 2, 3].map((attempt) => ({ attempt, error: "no" })),
    );
  });

  it("loses, repeats and delays events by faults", async () => {
    const cloud = await cloudWithTrigger();
    cloud.faults.add({ match: "EVENT f cos:* */in/lost.json", effect: { type: "drop" } });
    cloud.faults.add({ match: "EVENT f cos:* */in/twice.json", effect: { type: "repeat", times: 2 } });
    cloud.faults.add({ match: "EVENT f cos:* */in/late.json", effect: { type: "delay", ms: 300 } });
    const uploaded = Date.now();
    for (const name of ["lost", "late", "twice", "last"]) cloud.putObject(BUCKET, `in/${name}.json`, "x");
    await cloud.idle();
    const keys = keysOf(cloud).map((key) => key.replace("/1250000000/media/in/", ""));
    expect([...keys].sort()).toEqual(["last.json", "late.json", "twice.json", "twice.json"]);
    const late = cloud.logs.find(({ text }) => text.includes("late.json"))!;
    expect(late.at.getTime() - uploaded).toBeGreaterThanOrEqual(299); // timers may be a millisecond early
  });

  it("is refused with a description that is not JSON", async () => {
    const vendor = await deploy(await startCloud());
    await expect(trigger(vendor, "cos", SOURCE, "cos:ObjectCreated:*")).rejects.toThrow("TriggerDesc");
  });
});

describe("a process that calls an API", () => {
  it.each([
    ["before", undefined],
    ["after", "written"],
  ] as const)("is killed %s its call by a fault", async (when, content) => {
    const cloud = await startCloud({ eventMs: 1, asyncRetryMs: 5 });
    const vendor = await deploy(cloud, "f", await writerCode());
    await trigger(vendor, "cos", SOURCE, onUpload("in/"));
    cloud.faults.add({ match: `PUT ${SOURCE}/out`, times: 3, effect: { type: "kill", when } });
    cloud.putObject(BUCKET, "in/a", "x");
    await cloud.idle();
    expect(cloud.asyncCalls.map(({ error }) => error)).toEqual(Array(3).fill("the process ended (SIGKILL)"));
    expect((await getObject(clientOf(cloud), ADDRESS, "out"))?.toString()).toBe(content);
  });
});

/** A function that writes an object with the project's own client. */
async function writerCode(): Promise<string> {
  const { build } = await import("esbuild");
  const contents = `import { CiClient } from "./api/client";
    import { putObject } from "./api/objects";
    export const main_handler = () => putObject(
      new CiClient({
        endpoint: process.env.TENCENTCI_ENDPOINT,
        retry: { attempts: 1 },
        credentials: {
          secretId: process.env.TENCENTCLOUD_SECRETID,
          secretKey: process.env.TENCENTCLOUD_SECRETKEY,
          token: process.env.TENCENTCLOUD_SESSIONTOKEN,
        },
      }),
      ${JSON.stringify(ADDRESS)}, "out", "written",
    );`;
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" as const };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, platform: "node", format: "cjs" });
  return outputFiles[0]!.text;
}

describe("a timer", () => {
  it("calls its function every second with the documented event", async () => {
    const cloud = await startCloud();
    await trigger(await deploy(cloud), "timer", "every-second", "*/1 * * * * * *");
    await expect.poll(() => eventsOf(cloud).length, { timeout: 8000 }).toBeGreaterThanOrEqual(2);
    expect(eventsOf(cloud)[0]).toEqual({
      Type: "Timer",
      TriggerName: "every-second",
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      Message: "hello",
    });
  });

  it("is refused with an invalid expression", async () => {
    const vendor = await deploy(await startCloud());
    await expect(trigger(vendor, "timer", "t", "@every 1s")).rejects.toThrow("cron must have 7 fields");
  });
});

describe("parseCron", () => {
  const at = (text: string): Date => new Date(`${text}+08:00`);

  it.each([
    ["0 */5 * * * * *", "2026-01-01T10:05:00", true],
    ["0 */5 * * * * *", "2026-01-01T10:05:01", false],
    ["0 */5 * * * * *", "2026-01-01T10:06:00", false],
    ["0 0 2 * * MON-FRI *", "2026-01-02T02:00:00", true], // a Friday
    ["0 0 2 * * MON-FRI *", "2026-01-03T02:00:00", false],
    ["5,10 10-12 0/6 1 JAN * 2026", "2026-01-01T18:11:10", true],
    ["5,10 10-12 0/6 1 JAN * 2026", "2026-01-01T17:11:10", false],
  ])("%s at %s: %s", (expression, time, fires) => {
    expect(parseCron(expression)(at(time))).toBe(fires);
  });

  it.each([
    "",
    "* * * * *",
    "60 * * * * * *",
    "* * * * * * 1969",
    "*/0 * * * * * *",
    "1-2-3 * * * * * *",
    "x * * * * * *",
  ])("refuses %j", (expression) => {
    expect(() => parseCron(expression)).toThrow(RangeError);
  });
});
