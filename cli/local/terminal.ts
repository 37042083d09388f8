/** Commands that the user enters while a pipeline runs. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { didYouMean } from "../suggest";
import type { Reporter } from "./report";
import { Stopped } from "./stop";

/** Commands by their first word; each gets the whole line. */
export type TerminalCommands = Readonly<Record<string, (line: string) => unknown>>;

/**
 * Runs the command of each line, one at a time. Returns a function that stops reading and waits for the last command.
 */
export function readTerminal(
  commands: TerminalCommands,
  reporter: Pick<Reporter, "error">,
  input: Readable = process.stdin,
): () => Promise<void> {
  let running = Promise.resolve();
  const lines = createInterface({ input });
  lines.on("line", (line) => {
    running = running.then(() => runLine(line.trim(), commands, reporter));
  });
  return async () => {
    lines.close();
    input.destroy(); // an open stdin would keep the process alive
    await running;
  };
}

async function runLine(line: string, commands: TerminalCommands, reporter: Pick<Reporter, "error">): Promise<void> {
  const [word = ""] = line.split(/\s+/);
  if (word === "") return;
  const names = Object.keys(commands);
  try {
    if (Object.hasOwn(commands, word)) return void (await commands[word]!(line));
    const rule = `A line must begin with ${names.join(", ")} (got ${JSON.stringify(word)})`;
    reporter.error(`${rule}${didYouMean(word, names)}`);
  } catch (error) {
    if (!(error instanceof Stopped)) reporter.error((error as Error).message);
  }
}
