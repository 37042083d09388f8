/** Usage text for the choice of a stack, shared by several commands. */
export const STACK_USAGE = `  [stack]              name of a stack of the app, or folder of a synthesized stack   [the only stack]
  --local              use the pipeline that \`local\` runs here   [if one runs]
  --cloud              use the deployed stack, even while \`local\` runs`;
