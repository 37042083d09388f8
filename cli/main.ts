#!/usr/bin/env node
/** `npx cdktf-tencentcloud-ci`: what an operator does by hand. */
import { runCallbacks } from "./callbacks/run";
import { UsageError } from "./errors";

const USAGE = `Usage: cdktf-tencentcloud-ci callbacks <command> [options]

The inbox of durable delivery: what waits, what is dead, what is done.

  callbacks list [inbox|dead|done]     callbacks that wait and that are dead, or those of one place
  callbacks show <key>                 all that is known about a callback, its body included
  callbacks redrive <key>… | --all     give dead callbacks another round
  callbacks purge <done|dead>          remove what is over for longer than --older-than

  --bucket <name>       bucket of the inbox, with APPID (or CI_CALLBACK_INBOX_BUCKET)
  --region <region>     its region (or TENCENTCLOUD_REGION)
  --prefix <prefix>     what the names of its objects begin with  [ci-callbacks/]
  --older-than <time>   such as 12h or 7d; of purge  [7d]
  --yes                 do it; redrive and purge only say what they would do without
  --json                one JSON object a line

Keys come from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN.
Exit code: 0 done, 1 failed or not found, 2 wrong usage.`;

async function main(args: readonly string[]): Promise<number> {
  const [topic, ...rest] = args;
  if (topic === "callbacks") return runCallbacks(rest, process.env, process.stdout, process.stderr);
  if (topic === "--help" || topic === "-h" || topic === "help") {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  throw new UsageError(
    `The first word must be "callbacks" (got ${topic === undefined ? "none" : JSON.stringify(topic)})`,
  );
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${error.message}\n${isUsage ? `\n${USAGE}\n` : ""}`);
    process.exitCode = isUsage ? 2 : 1;
  },
);
