import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { requireFreePort } from "../../cli/local/port";
import { readTerminal } from "../../cli/local/terminal";

/** Answers of the terminal to these lines. */
async function answersTo(...lines: string[]): Promise<string[]> {
  const [input, answers] = [new PassThrough(), [] as string[]];
  const commands = {
    apply: () => answers.push("applied"),
    env: () => answers.push("env"),
    job: (line: string) => Promise.reject(new Error(`refused: ${line}`)),
  };
  const close = readTerminal(commands, { error: (message) => answers.push(message) }, input);
  input.end(lines.map((line) => `${line}\n`).join(""));
  await expect.poll(() => answers.length, { timeout: 10_000 }).toBe(lines.filter((line) => line.trim() !== "").length);
  await close();
  return answers;
}

it("runs the command of each line, in order, and reports its failure", async () => {
  expect(await answersTo("apply", "", "  env  ", "job a b")).toEqual(["applied", "env", "refused: job a b"]);
});

it("answers an unknown line", async () => {
  expect(await answersTo("aply", "constructor")).toEqual([
    'A line must begin with apply, env, job (got "aply"). Did you mean "apply"?',
    'A line must begin with apply, env, job (got "constructor")',
  ]);
});

it("refuses a port that is in use with a message", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => void server.close());
  await expect(requireFreePort("--port", port)).rejects.toThrow(
    `--port must be a free port (got ${port}: EADDRINUSE); give another one`,
  );
  await expect(requireFreePort("--port", 0)).resolves.toBeUndefined();
  await expect(requireFreePort("--inspect", 9229, "no-such-host.invalid")).rejects.toThrow(
    "--inspect must be [host:]port of this machine (got the host no-such-host.invalid, which is not known)",
  );
});
