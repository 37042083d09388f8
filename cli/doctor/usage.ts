import { STACK_USAGE } from "../stack/usage";

export const DOCTOR_USAGE = `Usage: cdktf-tencentcloud-ci doctor [stack] [options]

Looks at the chain from the bucket to your code, link by link: key, bucket, CI's binding, service and role, queue and what
it is told about callbacks, workflow, address, function, log, inbox and sweeper of durable delivery, clock. Each is in order
(✓), broken (✗) or not to be known (?), with what was found and what to do. It changes nothing and shows no secret; the address
is asked as a stranger and with the probe that CI sends when an address is saved.

${STACK_USAGE}
  --send               post the probe and wait for the line that the function logs about it
  --json               one JSON object a line

Exit code: 0 nothing is broken, 1 something is, or nothing could be looked at, 2 wrong usage.`;
