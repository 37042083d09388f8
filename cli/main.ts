#!/usr/bin/env node
/** `npx cdktf-tencentcloud-ci`: commands for developers and operators. */
/* eslint-disable @typescript-eslint/no-require-imports -- only the called command is loaded, so that help is printed at once */
import { createRequire } from "node:module";
import { visible } from "../api/visible";
import type * as Callbacks from "./callbacks/run";
import type * as Completion from "./completion/run";
import type * as Doctor from "./doctor/run";
import { UsageError } from "./errors";
import type * as Local from "./local/run";
import type * as Logs from "./logs/run";
import type { Sink } from "./output";
import type * as Matrix from "./matrix/run";
import type * as Outputs from "./outputs/run";
import type * as Permissions from "./permissions/run";
import type * as Provider from "./provider/run";
import type * as Replay from "./send/replay";
import type * as Send from "./send/send";
import type * as Upload from "./send/upload";
import { didYouMean } from "./suggest";
import { synopsisOf, usageOf } from "./usage";

/** Returns the exit code. */
type Command = (args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Command>> = {
  "callback-url": () => (require("./outputs/run") as typeof Outputs).runCallbackUrl,
  callbacks: () => (require("./callbacks/run") as typeof Callbacks).runCallbacks,
  completion: () => (require("./completion/run") as typeof Completion).runCompletion,
  doctor: () => (require("./doctor/run") as typeof Doctor).runDoctor,
  local: () => (require("./local/run") as typeof Local).runLocal,
  logs: () => (require("./logs/run") as typeof Logs).runLogs,
  matrix: () => (require("./matrix/run") as typeof Matrix).runMatrix,
  outputs: () => (require("./outputs/run") as typeof Outputs).runOutputs,
  permissions: () => (require("./permissions/run") as typeof Permissions).runPermissions,
  provider: () => (require("./provider/run") as typeof Provider).runProvider,
  replay: () => (require("./send/replay") as typeof Replay).runReplay,
  send: () => (require("./send/send") as typeof Send).runSend,
  upload: () => (require("./send/upload") as typeof Upload).runUpload,
};
const HELP: readonly (string | undefined)[] = ["--help", "-h", "help"];
const VERSION: readonly (string | undefined)[] = ["--version", "-v", "version"];

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (HELP.includes(name)) return print(usageOf(args[0]));
  if (VERSION.includes(name)) return print(version());
  if (name === undefined || !Object.hasOwn(COMMANDS, name)) {
    const got = name === undefined ? "none" : JSON.stringify(name);
    const names = Object.keys(COMMANDS);
    throw new UsageError(
      `The first word must be one of ${names.join(", ")} (got ${got})${didYouMean(name ?? "", names)}`,
    );
  }
  if (args.includes("--help") || args.includes("-h")) return print(usageOf(name));
  return COMMANDS[name]!()(args, process.env, process.stdout, process.stderr);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** The usage below an error message: short, so that the message stays visible. */
function helpAfter(name = ""): string {
  if (!Object.hasOwn(COMMANDS, name)) return usageOf();
  return `${synopsisOf(name)}\n\nRun \`cdktf-tencentcloud-ci ${name} --help\` for all options.`;
}

/** Version of this package, which resolves itself by its own name wherever it is installed. */
function version(): string {
  return (createRequire(__filename)("cdktf-tencentcloud-ci/package.json") as { version: string }).version;
}

/**
 * A closed pipe, such as that of `head`, is not an error. Other write errors do not abort the command either; they set
 * the exit code.
 */
function onWriteError({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE" || process.exitCode) return;
  process.exitCode = 1;
  process.stderr.write(`${visible(message)}\n`);
}

for (const stream of [process.stdout, process.stderr]) stream.on("error", onWriteError);
main(process.argv.slice(2)).then(
  (code) => (process.exitCode ||= code),
  (error: Error) => {
    const isUsage = error instanceof UsageError;
    const [, , name, ...args] = process.argv;
    const message = visible(error.message, "\n\t");
    // Not on standard output, where scripts read results.
    if (args.includes("--json")) process.stderr.write(`${JSON.stringify({ error: message })}\n`);
    else process.stderr.write(`${message}\n${isUsage ? `\n${helpAfter(name)}\n` : ""}`);
    process.exitCode = isUsage ? 2 : 1;
  },
);
