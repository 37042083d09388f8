import { STACK_USAGE } from "../stack/usage";

export const DOCTOR_USAGE = `Usage: cdktf-tencentcloud-ci doctor [stack] [options]

Checks the chain from the bucket to your code, link by link: key, bucket, CI's binding, service and role, queue and its
callback settings, workflow, address, function, log, inbox and sweeper of durable delivery, clock. Each link is in order (✓),
broken (✗) or unknown (?), with the finding and the remedy. It changes nothing and prints no secret. It calls the address
without the secret, and with the probe that CI sends when a callback URL is saved.

${STACK_USAGE}
  --send               post the probe and wait for the function's log line about it
  --json               one JSON object per line

Exit code: 0 nothing is broken, 1 a link is broken or nothing could be checked, 2 wrong usage.`;
