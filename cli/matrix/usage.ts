export const MATRIX_USAGE = `Usage: cdktf-tencentcloud-ci matrix [stack] [options]

Runs the stacks on this machine as \`local\` does, posts every callback of CI to them and ends: each callback in XML and JSON, of a
job that is ok and of one that failed, arriving once, twice, late (a day after the job ended) and while the function's
process is killed before its answer. Prints the route of each callback, callbacks without a route, and those that fail. It
runs your code for each of them, up to four times for one callback.

  [stack]               name of a stack of the app, or folder of a synthesized stack   [all stacks of the app]
  --callback <name>     only this callback: a name of send --list, NewerTag or WorkflowFinish; repeatable   [all]
  --arrival <way>       only once, twice, late or killed; repeatable   [all]
  --pipeline <number>   number of the callback address in the list that \`local\` prints   [1]
  --bucket <name>       an existing bucket that the stack does not name; repeatable
  --values <file>       values for resources that are only remembered, as for local   [local-values.json of the app]
  --require-routes      callbacks without a route count as failed
  --json                one JSON object per line: one for each case, then a summary

Exit code: 0 no callback failed, 1 a callback failed or the stack could not run, 2 wrong usage, 130 or 143 stopped.`;
