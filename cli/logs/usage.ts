import { STACK_USAGE } from "../stack/usage";

export const LOGS_USAGE = `Usage: cdktf-tencentcloud-ci logs [stack] [options]

Prints the logs of the stack's functions, from CLS or from the local cloud: one line per callback, and for each error the
line of your code that threw it, if the stack has source maps (CallbackCode.fromEntry("…", { sourceMap: true })).

${STACK_USAGE}
  --since <time>       how far back, such as 15m, 1h or 2d   [1h]
  --follow             keep printing new lines until Ctrl-C
  --job <id>           only invocations that mention this job, workflow run or callback
  --function <name>    only functions whose name contains this text
  --json               one JSON object per line, with all fields

The function must write to a log topic with an index: set \`logs: {}\` on the pipeline. CLS shows a line after several seconds.
Exit code: 0 printed, 1 failed, 2 wrong usage.`;
