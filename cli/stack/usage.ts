/** Usage text for the choice of a stack, shared by several commands. */
export const STACK_USAGE = `  [stack]              name of a stack of the app, or folder of a synthesized one   [the only stack]
  --local              the pipeline that \`local\` runs here   [whenever one runs]
  --cloud              the deployed stack, also while \`local\` runs one`;
