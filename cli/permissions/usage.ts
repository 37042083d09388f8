export const PERMISSIONS_USAGE = `Usage: cdktf-tencentcloud-ci permissions [stack] [options]

Prints least-privilege CAM policies for the deployer of the stack, derived from its resources: one to plan, one to apply
(create, change, replace and delete) and one to destroy; and one for the operator who runs doctor and logs. Each can be
pasted into CAM as a custom policy.

  [stack]              name of a stack of the app, or folder of a synthesized stack   [the only stack]
  --for <task>         plan, apply, destroy or look: print only that policy, for pipes
  --uin <number>       UIN of the account's owner: restricts cam:PassRole to the stack's roles   [any role]
  --json               all policies in one JSON object

Synthesizes the app of cdktf.json first, unless a folder is named. Makes no API call and needs no key.
Exit code: 0 printed, 1 failed, 2 wrong usage.`;
