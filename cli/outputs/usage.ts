import { STACK_USAGE } from "../stack/usage";

export const CALLBACK_URL_USAGE = `Usage: cdktf-tencentcloud-ci callback-url [stack] [options]

Prints the address that CI calls, secret included, as Terraform's state has it: one a line where there are several.

${STACK_USAGE}
  --json               one JSON object a line, with the resources that have the address

Whoever has the address can send callbacks: do not put it into a log or a chat.
Exit code: 0 printed, 1 not deployed or not readable, 2 wrong usage.`;

export const OUTPUTS_USAGE = `Usage: cdktf-tencentcloud-ci outputs [stack] [options]

Prints the outputs of the deployed stack, as Terraform's state has them.

${STACK_USAGE}
  --reveal             sensitive values too
  --json               one JSON object a line

Exit code: 0 printed, 1 not deployed or not readable, 2 wrong usage.`;
