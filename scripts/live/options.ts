import { readOptions, wholeNumber } from "../options";

/** By name; `runtime` is deployed once for each of `--runtimes`. */
export const SCENARIOS = ["inline", "durable", "uploads", "workflow"] as const;

export const USAGE = `npm run live -- --bucket NAME-APPID --region REGION [options]

Deploys pipelines to your account, lets CI call them, measures what the documentation does not state, destroys
everything, and writes a report with each point of docs/open-points.md. Takes some ten minutes. Use a bucket that nothing else works with: its queue's
callback settings are replaced while the run lasts, and put back.

  --bucket <name>      a bucket with its APPID, in which versioning was never enabled
  --region <region>    its region
  --yes                do not ask for confirmation
  --only <names>       scenarios to run, of ${SCENARIOS.join(",")}   [all]
  --runtimes <names>   further runtimes to try, such as Nodejs20.19,Nodejs22.21   [Nodejs20.19]
  --ckafka <id>        of a CKafka instance in that region: also tries a pipeline with a topic, which is created and destroyed   [none]
  --wait <seconds>     how long to wait for CI to repeat a callback that was answered 500   [300; 2 on the local cloud]
  --out <folder>       folder for the report   [docs/verified]

The key comes from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or from a tccli profile; it needs the permissions of a deploy.
With TENCENTCI_ENDPOINT the run is against the local cloud, and the report says that it is a simulation.
Ctrl-C stops and destroys. Exit code: 0 everything passed and nothing is left, 1 otherwise, 2 wrong usage or not confirmed.`;

export interface LiveOptions {
  readonly bucket: string;
  readonly region: string;
  readonly isConfirmed: boolean;
  readonly only: readonly string[];
  readonly runtimes: readonly string[];
  /** Id of a CKafka instance. @default - no topics */
  readonly ckafka?: string;
  /** Seconds. @default - by where the run is made */
  readonly wait?: number;
  readonly out: string;
}

export function readLiveOptions(): LiveOptions {
  const values = readOptions(USAGE, {
    bucket: { type: "string", default: "" },
    region: { type: "string", default: "" },
    yes: { type: "boolean", default: false },
    only: { type: "string", default: SCENARIOS.join(",") },
    runtimes: { type: "string", default: "Nodejs20.19" },
    ckafka: { type: "string" },
    wait: { type: "string" },
    out: { type: "string", default: "docs/verified" },
  });
  const { bucket, region, yes: isConfirmed, ckafka, wait, out } = values;
  const only = words(values.only);
  const unknown = only.find((name) => !(SCENARIOS as readonly string[]).includes(name));
  if (bucket === "" || region === "" || unknown !== undefined) {
    const problem =
      unknown === undefined
        ? `--bucket and --region must be given (got ${JSON.stringify(bucket)} and ${JSON.stringify(region)})`
        : `--only must name some of ${SCENARIOS.join(", ")} (got ${unknown})`;
    console.error(`${problem}\n\n${USAGE}`);
    process.exit(2);
  }
  if (ckafka !== undefined && !/^ckafka-[a-z0-9]+$/.test(ckafka)) {
    console.error(
      `--ckafka must be the id of an instance, such as ckafka-1a2b3c4d (got ${JSON.stringify(ckafka)})\n\n${USAGE}`,
    );
    process.exit(2);
  }
  const seconds = wait === undefined ? undefined : wholeNumber(USAGE, "wait", wait, 0);
  return {
    ...{ bucket, region, isConfirmed, only, runtimes: words(values.runtimes), out },
    ...(ckafka !== undefined && { ckafka }),
    ...(seconds !== undefined && { wait: seconds }),
  };
}

function words(text: string): string[] {
  return text.split(",").filter(Boolean);
}
