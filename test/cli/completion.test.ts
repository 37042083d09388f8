import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { completedCommands, runCompletion } from "../../cli/completion/run";
import { USAGES } from "../../cli/usage";
import { describeWith, missingOnPath } from "../support/describe-with";

async function scriptOf(shell: string): Promise<string> {
  let script = "";
  expect(await runCompletion([shell], {}, { write: (text: string) => (script += text) })).toBe(0);
  return script;
}

describe("what is completed", () => {
  it("contains every command with its arguments and options", () => {
    const commands = completedCommands();
    const callbacks = commands.find(({ name }) => name === "callbacks")!;
    expect(commands.map(({ name }) => name)).toEqual(Object.keys(USAGES));
    expect(callbacks.words).toEqual(["list", "show", "redrive", "purge"]);
    expect(callbacks.options).toContain("--older-than");
    expect(commands.find(({ name }) => name === "completion")!.words).toEqual(["bash", "zsh", "fish"]);
    expect(commands.find(({ name }) => name === "provider")!.words).toEqual(["install"]);
    expect(commands.filter(({ takesStack }) => takesStack).map(({ name }) => name)).toContain("callback-url");
  });

  it.each(["bash", "zsh", "fish"])("is all in the script of %s", async (shell) => {
    const script = await scriptOf(shell);
    for (const { name, words, options } of completedCommands()) {
      for (const word of [name, ...words]) expect(script).toContain(word);
      for (const option of options) expect(script).toContain(shell === "fish" ? `-l ${option.slice(2)}` : option);
    }
  });
});

const BASH = { name: "bash", missing: () => missingOnPath(["--version"], "bash"), timeoutMs: 20_000 };
describeWith(BASH, "in bash", () => {
  async function complete(...words: string[]): Promise<string[]> {
    const folder = mkdtempSync(join(tmpdir(), "completion-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "cdktf.out/stacks/media"), { recursive: true });
    const line = words.map((word) => JSON.stringify(word)).join(" ");
    const ask = `COMP_WORDS=(x ${line}); COMP_CWORD=${words.length}; _cdktf_tencentcloud_ci; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = execFileSync("bash", ["-c", `${await scriptOf("bash")}\n${ask}`], {
      cwd: folder,
      encoding: "utf8",
    });
    return printed.split("\n").filter((word) => word !== "");
  }

  it("completes commands, arguments, options and stacks", async () => {
    expect(await complete("callb")).toEqual(["callback-url", "callbacks"]);
    expect(await complete("callbacks", "re")).toEqual(["redrive"]);
    expect(await complete("send", "--fo")).toEqual(["--format"]);
    expect(await complete("callback-url", "med")).toEqual(["media"]);
  });
});
