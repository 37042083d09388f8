export const PERMISSIONS_USAGE = `Usage: cdktf-tencentcloud-ci permissions [stack] [options]

Prints the least CAM policies that whoever deploys the stack needs, derived from its resources: to plan, to apply (which
creates, changes, replaces and removes) and to destroy; and the one to look with doctor and logs. Each can be pasted into
CAM as a custom policy.

  [stack]              name of a stack of the app, or folder of a synthesized one   [the only stack]
  --for <task>         plan, apply, destroy or look: that policy alone, which can be piped
  --uin <number>       number of the account's owner: narrows cam:PassRole to the stack's roles   [any role]
  --json               all in one JSON object

The app of cdktf.json is synthesized first, unless a folder is named. No call is made and no key is needed.
Exit code: 0 printed, 1 failed, 2 wrong usage.`;
