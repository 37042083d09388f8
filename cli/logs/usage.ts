import { STACK_USAGE } from "../stack/usage";

export const LOGS_USAGE = `Usage: cdktf-tencentcloud-ci logs [stack] [options]

Prints what the stack's functions logged, from CLS or from the local cloud: a line a callback, and for an error the line of
your code where it was thrown, if the stack has source maps (CallbackCode.fromEntry("…", { sourceMap: true })).

${STACK_USAGE}
  --since <time>       how far back, such as 15m, 1h or 2d   [1h]
  --follow             go on with new lines until Ctrl-C
  --job <id>           only the calls that speak of this job, run or callback
  --function <name>    only the functions whose name has this in it
  --json               one JSON object a line, with all fields

The function must write to a log topic with an index: give the pipeline \`logs: {}\`. CLS shows a line some seconds late.
Exit code: 0 printed, 1 failed, 2 wrong usage.`;
