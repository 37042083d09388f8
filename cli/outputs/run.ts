import { readArgs } from "../args";
import { UsageError } from "../errors";
import { stopOnSignals, Stopped } from "../local/stop";
import { createOutput } from "../output";
import type { Output, Sink } from "../output";
import { findStack, STACK_OPTIONS } from "../stack/find";
import type { Stack } from "../stack/find";
import { readState } from "../stack/state";
import type { State } from "../stack/state";
import { callbackUrlsOf } from "../stack/urls";

/**
 * Prints the callback URL, secret included. Returns the exit code.
 *
 * @throws UsageError, and Error if the state cannot be read
 */
export function runCallbackUrl(args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const { values, positionals } = readArgs(args, STACK_OPTIONS);
  return withState("callback-url", { ...values, words: positionals }, env, out, err, ({ name }, state, output) => {
    const urls = callbackUrlsOf(state);
    if (urls.length === 0)
      throw new Error(`The stack ${name} must have a queue, a workflow or an output with a callback URL`);
    for (const { url, of } of urls) output.result({ url, of }, url);
    if (err.isTTY && urls.length > 1) output.summary(urls.map(({ of }, index) => `${index + 1}  ${of.join(", ")}`));
    return 0;
  });
}

/**
 * Prints the stack's outputs. Returns the exit code.
 *
 * @throws UsageError, and Error if the state cannot be read
 */
export function runOutputs(args: readonly string[], env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const { values, positionals } = readArgs(args, { ...STACK_OPTIONS, reveal: { type: "boolean", default: false } });
  return withState("outputs", { ...values, words: positionals }, env, out, err, ({ name }, { outputs }, output) => {
    const isHidden = (isSensitive: boolean): boolean => isSensitive && !values.reveal;
    for (const [key, { value, isSensitive }] of Object.entries(outputs)) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      const record = { name: key, sensitive: isSensitive, ...(!isHidden(isSensitive) && { value }) };
      output.result(record, `${key} = ${isHidden(isSensitive) ? "(sensitive; --reveal shows it)" : text}`);
    }
    if (Object.keys(outputs).length === 0) {
      output.summary(
        `The stack ${name} has no outputs; \`cdktf-tencentcloud-ci callback-url\` prints the callback URL`,
      );
    }
    return 0;
  });
}

interface Choice {
  readonly words: readonly string[];
  readonly local: boolean;
  readonly cloud: boolean;
  readonly json: boolean;
}

async function withState(
  command: string,
  { words, ...choice }: Choice,
  env: NodeJS.ProcessEnv,
  out: Sink,
  err: Sink,
  show: (stack: Stack, state: State, output: Output) => number,
): Promise<number> {
  if (words.length > 1) throw new UsageError(`${command} takes one stack (got ${words.join(" ")})`);
  const output = createOutput(choice.json, out, err);
  const stack = findStack({ stack: words[0], ...choice });
  const stopper = stopOnSignals();
  try {
    const progress = (text: string): void => output.progress(text);
    return show(stack, await readState(stack, { env, signal: stopper.signal, progress }), output);
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  } finally {
    stopper.release();
  }
}
