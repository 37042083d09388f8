/** Prints the events of a local pipeline as lines. */
import { redactUrl } from "../../local/ci/delivery";
import type { Delivery } from "../../local/ci/delivery";
import type { LocalCloud } from "../../local/cloud";
import { exportLines } from "../../local/environment";
import { errorCard, userErrorOf } from "../../local/inspector/user-error";
import { topicOfAddress } from "../../local/kafka/address";
import { VALUE_FILE } from "../../local/remembered/value-file";
import type { LogLine } from "../../local/scf/logs";
import { describeCallback } from "../describe";
import type { Output } from "../output";
import type { CallbackAddress } from "./addresses";
import type { InspectOptions } from "../../local/options";
import { isLoopbackHost } from "./inspect-options";
import type { Annotation } from "./annotations";
import type { StackTypes, UsedType } from "./stack-types";
import type { Tunnel } from "./tunnel";
import type { TunnelJob } from "./tunnel-job";

/** Fields of a log line that the line shows already, or that are of no use to a reader. */
const HIDDEN_FIELDS = ["time", "requestId"];

/** Types in a line; `--json` has all. */
const SHOWN_TYPES = 20;

type RunningCloud = Pick<LocalCloud, "url" | "functions" | "buckets" | "ffmpeg">;

export class Reporter {
  constructor(private readonly output: Output) {}

  /**
   * A step and its result.
   *
   * @param stack name of the stack that it is about. @default - none
   */
  step(text: string, stack?: string): void {
    this.output.result({ type: "step", text, stack }, text);
  }

  /** An annotation that a construct added at synthesis. */
  annotation({ level, constructPath, message }: Annotation): void {
    this.output.result({ type: "annotation", level, constructPath, message }, `${level}: ${constructPath}: ${message}`);
  }

  /** What is simulated, and what is only remembered. */
  types({ simulated, remembered }: StackTypes): void {
    const words = [
      ...(simulated.length > 0 ? [`Simulated: ${namesOf(simulated)}`] : []),
      ...(remembered.length > 0
        ? [
            `Only stored, without an effect: ${namesOf(remembered)} (computed values are simulated; ${VALUE_FILE} sets others)`,
          ]
        : []),
    ];
    this.output.result({ type: "types", simulated, remembered }, words);
  }

  /** The pipeline is running. */
  up(
    { url, functions, buckets, ffmpeg }: RunningCloud,
    inspector: string,
    addresses: readonly CallbackAddress[],
    stacks: readonly string[],
  ): void {
    const callbackUrls = addresses.map((address) => redactUrl(address.url));
    const names = { functions: functions.map(({ name }) => name), buckets: buckets.map(({ name }) => name) };
    const words = [
      "",
      "The pipeline is up: a simulation on this machine.",
      `  page       ${inspector}`,
      `  API        ${url}`,
      ...(stacks.length > 1 ? [`  stacks     ${stacks.join(", ")}`] : []),
      ...addresses.map((address, index) => {
        const kind = topicOfAddress(address.url) ? "a topic that send writes to" : "ends in a secret that send knows";
        const owner = stacks.length > 1 && address.stacks.length > 0 ? `; of ${address.stacks.join(", ")}` : "";
        return `  callbacks  ${index + 1}  ${callbackUrls[index]}  (${kind}${owner})`;
      }),
      `  functions  ${names.functions.join(", ")}`,
      `  buckets    ${names.buckets.join(", ")}`,
      `  jobs       ${jobAccuracy(ffmpeg)}`,
      "  send       npx cdktf-tencentcloud-ci send SplitVideoParts   (send --list lists all)",
      '  The line "apply" synthesizes and applies again; Ctrl-C stops.',
      "",
    ];
    this.output.result({ type: "up", inspector, url, stacks, callbackUrls, ffmpeg, ...names }, words);
  }

  /** @param addresses by the name of the function */
  debuggers(addresses: Readonly<Record<string, string>>, { host, isBreaking }: InspectOptions): void {
    const isWarning = !isLoopbackHost(host);
    const words = [
      isBreaking
        ? "Debuggers can attach to the functions, which wait for them and stop before the code is loaded:"
        : "Debuggers can attach to the functions:",
      ...Object.entries(addresses).map(([name, address]) => `  ${address}  ${name}`),
      ...(isWarning ? [`  warning: everybody who reaches ${host} can run code on this machine`] : []),
      "  The functions have no time-outs. A function has one process, so calls wait while it is paused.",
      "",
    ];
    this.output.result({ type: "debuggers", addresses }, words);
  }

  /** Variables that make a stack deploy to the pipeline's cloud. */
  environment(environment: Readonly<Record<string, string>>): void {
    this.output.result({ type: "env", environment }, exportLines(environment));
  }

  /** Callbacks arrive through a tunnel. */
  tunnel({ port, shown }: Pick<Tunnel, "port" | "shown">): void {
    const words = [
      `Callbacks of your account arrive through the tunnel to http://127.0.0.1:${port}:`,
      ...shown.map((address, index) => `  tunnel     ${index + 1}  ${address}`),
      '  The line "job SplitVideoParts <object>" submits a job in your account that reports there.',
    ];
    this.output.result({ type: "tunnel", port, callbackUrls: shown }, words);
  }

  /** A job was submitted in the user's account. */
  submitted(jobId: string, { tag, object }: TunnelJob, { shown: [callbackUrl] }: Pick<Tunnel, "shown">): void {
    const words = `Job ${jobId} (${tag}) works on ${object} in your account and reports to ${callbackUrl}`;
    this.output.result({ type: "job", jobId, tag, object, callbackUrl }, words);
  }

  watching(programs: number): void {
    const words =
      programs === 0
        ? "No code is watched: it comes from a folder or a zip, or its entry file was not found"
        : `Watching the code of ${programs} ${programs === 1 ? "program" : "programs"}`;
    this.output.result({ type: "watching", programs }, words);
  }

  /** @param isSource whether a file is a source file of deployed code: an error is shown at a line of such a file */
  log({ at, functionName, stream, requestId, text }: LogLine, isSource: (file: string) => boolean): void {
    const record = { type: "log", at: at.toISOString(), functionName, requestId, stream, text };
    this.output.result(record, `${timeOf(at)}   ${functionName} | ${readable(text)}`);
    const failure = userErrorOf([text], isSource);
    if (failure) this.output.result({ type: "failure", functionName, requestId, ...failure }, errorCard(failure));
  }

  delivery({ at, format, url, requestBody, status, answer, error, ms, requestId }: Delivery): void {
    const about = describeCallback(requestBody);
    const record = {
      type: "callback",
      at: at.toISOString(),
      ...about,
      format,
      url,
      status,
      answer,
      error,
      ms,
      requestId,
    };
    const outcome = status === undefined ? `no answer: ${error}` : `${status} ${wordOf(answer)}`;
    this.output.result(record, `${timeOf(at)} → ${about.summary} (${format})  ${outcome}  ${ms} ms`);
  }

  code(file: string, functions: number, ms: number): void {
    const words = `${file} changed: new code is live in ${functions} ${functions === 1 ? "function" : "functions"} after ${ms} ms (deployed directly; "apply" deploys through Terraform)`;
    this.output.result({ type: "code", file, functions, ms }, words);
  }

  /** A problem that does not stop the pipeline. */
  warning(message: string): void {
    this.output.result({ type: "warning", message }, `warning: ${message}`.split("\n"));
  }

  /** @param message may have several lines, as messages of a compiler or of Terraform do */
  error(message: string): void {
    this.output.result({ type: "error", message }, message.split("\n"));
  }
}

/** Types without the vendor's prefix: `vpc, subnet ×2`. */
function namesOf(types: readonly UsedType[]): string {
  const names = types.map(({ type, count }) => `${type.replace("tencentcloud_", "")}${count > 1 ? ` ×${count}` : ""}`);
  const more = names.length > SHOWN_TYPES ? ` and ${names.length - SHOWN_TYPES} more types` : "";
  return names.slice(0, SHOWN_TYPES).join(", ") + more;
}

/** A line of the handler's log: level, message, then the other fields. Any other line is printed unchanged. */
function readable(text: string): string {
  try {
    const { level, message, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof level !== "string" || typeof message !== "string") return text;
    return [
      level,
      message,
      ...Object.entries(rest)
        .filter(([name]) => !HIDDEN_FIELDS.includes(name))
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    ].join(" ");
  } catch {
    return text;
  }
}

/** How faithful simulated results are. */
function jobAccuracy(ffmpeg: string | undefined): string {
  return ffmpeg === undefined
    ? "results are simulated; with ffmpeg and ffprobe on PATH, SplitVideoParts and MediaInfo would analyse the object"
    : `ffmpeg ${ffmpeg} runs SplitVideoParts and MediaInfo on the object; other results are simulated`;
}

function timeOf(at: Date): string {
  return at.toTimeString().slice(0, 8);
}

/** `status` of the handler's answer, or the beginning of any other answer. */
function wordOf(answer = ""): string {
  try {
    const { status } = JSON.parse(answer) as { status?: unknown };
    if (typeof status === "string") return status;
  } catch {
    // not JSON
  }
  return answer.slice(0, 80);
}
