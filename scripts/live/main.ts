/** `npm run live`: see `npm run live -- --help`. */
import { createInterface } from "node:readline/promises";
import type { LiveContext } from "./context";
import { readLiveOptions } from "./options";
import { billOf, PRICES_READ, totalOf } from "./prices";
import { runLive } from "./run";

/** A generous limit: a run makes fewer calls and requests. */
const USAGE_OF_A_RUN = {
  ...{ calls: 500, gbSeconds: 500, outboundGb: 0.01, cosRequests: 5000, cosGbDays: 0.01, logGb: 0.01, logDays: 7 },
};

async function main(): Promise<number> {
  const options = readLiveOptions();
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      console.error(`${signal}: no further step; created resources are being destroyed. Do not kill this process.`);
      stopping.abort(new Error(`stopped by ${signal}`));
    });
  }
  const confirm = async ({ isSimulation, id }: LiveContext): Promise<boolean> => {
    console.log(plan(options, isSimulation, id));
    if (options.isConfirmed) return true;
    if (!process.stdin.isTTY) {
      console.error("Pass --yes without a terminal; nothing was created.");
      return false;
    }
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await prompt.question("Go on? (yes/no) ", { signal: stopping.signal }).finally(() => prompt.close());
    return answer.trim() === "yes";
  };
  return runLive(options, process.env, stopping.signal, console.log, confirm);
}

function plan(
  { bucket, region, only, runtimes, ckafka }: ReturnType<typeof readLiveOptions>,
  isSimulation: boolean,
  id: string,
): string {
  return `${isSimulation ? "A simulation: TENCENTCI_ENDPOINT names the local cloud.\n" : ""}This run will, one after the other and in ${region}:
  deploy and destroy   ${[...only, ...(ckafka ? ["kafka"] : []), ...runtimes.map((runtime) => `a function on ${runtime}`)].join(", ")}
  create               functions, roles, triggers, two buckets (an inbox, a record), a workflow${ckafka ? `, a topic of ${ckafka}` : ""}; objects under live/${id}/ in ${bucket}
  change               the callback settings of the bucket's media queue, and put them back; CI and media processing stay on
  cost                 less than ${totalOf(billOf(USAGE_OF_A_RUN)).toFixed(2)} USD of SCF, COS and CLS (prices of ${PRICES_READ}), and CI's price of some ten MediaInfo jobs
                       on films of three seconds; an account's basic package of SCF is not counted`;
}

main().then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(`live: ${error.message}`);
    process.exitCode = 1;
  },
);
