import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it, onTestFinished } from "vitest";
import { sampleCallback } from "../../../local/samples";
import { program } from "../../support/program";

const SECRET = "0123456789abcdef0123456789abcdef";

// With the built package, which the example imports by its name.
it("the server of examples/existing-url answers callbacks, and ends on a signal", { timeout: 30_000 }, async () => {
  const cwd = join(__dirname, "../../../examples/existing-url");
  const env = { PATH: process.env["PATH"], PORT: "0", CI_CALLBACK_SECRETS: SECRET };
  const child = spawn(process.execPath, [await program("examples/existing-url/server.ts")], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  const output = createInterface(child.stdout).on("line", (line) => lines.push(line));
  await once(output, "line");

  const url = `http://127.0.0.1:${/port: (\d+)/.exec(lines.join(" "))![1]}/ci/${SECRET}`;
  const headers = { connection: "close" };
  const response = await fetch(url, { method: "POST", headers, body: sampleCallback("SplitVideoParts") });

  expect([response.status, await response.json()]).toEqual([200, { status: "accepted" }]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(lines.join("\n")).toContain('"message":"shots"');
});
