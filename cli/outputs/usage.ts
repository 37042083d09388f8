import { STACK_USAGE } from "../stack/usage";

export const CALLBACK_URL_USAGE = `Usage: cdktf-tencentcloud-ci callback-url [stack] [options]

Prints the callback URL that CI calls, secret included, from Terraform's state; several URLs are printed one per line.

${STACK_USAGE}
  --json               one JSON object per line, with the resources that use the URL

Anybody with the URL can send callbacks: keep it out of logs and chats.
Exit code: 0 printed, 1 not deployed or not readable, 2 wrong usage.`;

export const OUTPUTS_USAGE = `Usage: cdktf-tencentcloud-ci outputs [stack] [options]

Prints the outputs of the deployed stack from Terraform's state.

${STACK_USAGE}
  --reveal             also print sensitive values
  --json               one JSON object per line

Exit code: 0 printed, 1 not deployed or not readable, 2 wrong usage.`;
