import { CALLBACKS_USAGE } from "./callbacks/usage";
import { COMPLETION_USAGE } from "./completion/usage";
import { DOCTOR_USAGE } from "./doctor/usage";
import { LOCAL_USAGE } from "./local/usage";
import { LOGS_USAGE } from "./logs/usage";
import { MATRIX_USAGE } from "./matrix/usage";
import { CALLBACK_URL_USAGE, OUTPUTS_USAGE } from "./outputs/usage";
import { PERMISSIONS_USAGE } from "./permissions/usage";
import { PROVIDER_USAGE } from "./provider/usage";
import { REPLAY_USAGE, SEND_USAGE, UPLOAD_USAGE } from "./send/usage";

export const USAGE = `Usage: cdktf-tencentcloud-ci <command> [options]

  local [stack]         run a stack on this machine and redeploy its code on save
  send <callback>       post a realistic callback to the local pipeline or to any address
  replay <file>         post a saved callback, byte for byte
  upload <file>         upload a file to the local pipeline's bucket, which starts workflows and functions
  matrix [stack]        post every callback of CI to a stack on this machine, and report routes and failures
  doctor [stack]        check a deployed pipeline, link by link, and report what is broken
  logs [stack]          print the logs of a stack's functions, from CLS or from the local cloud
  permissions [stack]   print the least-privilege CAM policies for a deployment
  callback-url [stack]  print the callback URL that CI calls
  outputs [stack]       print the outputs of the deployed stack
  callbacks <command>   manage the inbox of durable delivery: list, show, redrive, purge
  provider install      install the Terraform provider for configurations in HCL
  completion <shell>    complete commands and options in bash, zsh or fish

  <command> --help      help for a command
  --version             version of this package`;

/** Usage texts by command. */
export const USAGES: Readonly<Record<string, string>> = {
  "callback-url": CALLBACK_URL_USAGE,
  callbacks: CALLBACKS_USAGE,
  completion: COMPLETION_USAGE,
  doctor: DOCTOR_USAGE,
  local: LOCAL_USAGE,
  logs: LOGS_USAGE,
  matrix: MATRIX_USAGE,
  outputs: OUTPUTS_USAGE,
  permissions: PERMISSIONS_USAGE,
  provider: PROVIDER_USAGE,
  replay: REPLAY_USAGE,
  send: SEND_USAGE,
  upload: UPLOAD_USAGE,
};

/** Usage of a command; the general usage for an unknown command. */
export function usageOf(name = ""): string {
  return Object.hasOwn(USAGES, name) ? USAGES[name]! : USAGE;
}

/** The synopsis of a command: the part of its usage above the first empty line. */
export function synopsisOf(name: string): string {
  return usageOf(name).split("\n\n")[0]!;
}
