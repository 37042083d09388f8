import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { completedCommands, runCompletion } from "../../cli/completion/run";
import { USAGES } from "../../cli/usage";
import { describeWith, missingOnPath } from "../support/describe-with";

const PROGRAM = "cdktf-tencentcloud-ci";

async function scriptOf(shell: string): Promise<string> {
  let script = "";
  expect(await runCompletion([shell], {}, { write: (text: string) => (script += text) })).toBe(0);
  return script;
}

describe("the completions", () => {
  it("contain every command with its arguments and options", () => {
    const commands = completedCommands();
    const callbacks = commands.find(({ name }) => name === "callbacks")!;
    expect(commands.map(({ name }) => name)).toEqual(Object.keys(USAGES));
    expect(callbacks.words).toEqual(["list", "show", "redrive", "purge"]);
    expect(callbacks.options).toContain("--older-than");
    expect(commands.find(({ name }) => name === "completion")!.words).toEqual(["bash", "zsh", "fish"]);
    expect(commands.find(({ name }) => name === "provider")!.words).toEqual(["install"]);
    expect(commands.filter(({ takesStack }) => takesStack).map(({ name }) => name)).toContain("callback-url");
  });

  it("need the name of a shell", () => {
    const sink = { write: () => {} };
    expect(() => runCompletion(["bsh"], {}, sink)).toThrow('(got bsh). Did you mean "bash"?');
    expect(() => runCompletion([], {}, sink)).toThrow("completion takes one of bash, zsh, fish (got none)");
  });

  it.each(["bash", "zsh", "fish"])("are all in the script of %s", async (shell) => {
    const script = await scriptOf(shell);
    for (const { name, words, options } of completedCommands()) {
      for (const word of [name, ...words]) expect(script).toContain(word);
      for (const option of options) expect(script).toContain(shell === "fish" ? `-l ${option.slice(2)}` : option);
    }
  });
});

/** A project with one synthesized stack, which is also the home of a user without settings. */
function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "completion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "cdktf.out/stacks/media"), { recursive: true });
  return folder;
}

function run(shell: string, args: readonly string[], folder: string): string {
  const env = { PATH: process.env["PATH"], HOME: folder, TERM: "dumb" };
  return execFileSync(shell, args, { cwd: folder, encoding: "utf8", env });
}

const shell = (name: string) => ({ name, missing: () => missingOnPath(["--version"], name), timeoutMs: 60_000 });

describeWith(shell("bash"), "in bash", () => {
  async function complete(...words: string[]): Promise<string[]> {
    const line = words.map((word) => JSON.stringify(word)).join(" ");
    const ask = `COMP_WORDS=(x ${line}); COMP_CWORD=${words.length}; _cdktf_tencentcloud_ci; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = run("bash", ["-c", `${await scriptOf("bash")}\n${ask}`], projectFolder());
    return printed.split("\n").filter((word) => word !== "");
  }

  it("completes commands, arguments, options and stacks", async () => {
    expect(await complete("callb")).toEqual(["callback-url", "callbacks"]);
    expect(await complete("callbacks", "re")).toEqual(["redrive"]);
    expect(await complete("send", "--fo")).toEqual(["--format"]);
    expect(await complete("callback-url", "med")).toEqual(["media"]);
  });
});

describeWith(shell("fish"), "in fish", () => {
  it("completes commands, arguments, options and stacks", async () => {
    const folder = projectFolder();
    writeFileSync(join(folder, "completion.fish"), await scriptOf("fish"));
    const complete = (line: string): string[] => {
      const ask = `source completion.fish; complete -C '${PROGRAM} ${line}'`;
      const printed = run("fish", ["--no-config", "-c", ask], folder);
      return printed.split("\n").filter((word) => word !== "");
    };
    expect(complete("callb").sort()).toEqual(["callback-url", "callbacks"]);
    expect(complete("callbacks re")).toEqual(["redrive"]);
    expect(complete("send --fo")).toEqual(["--format"]);
    expect(complete("callback-url med")).toEqual(["media"]);
  });
});

/**
 * Types each line with a Tab behind it into an interactive shell, and prints what is then on the command line. The widget
 * runs after the completion, so nothing depends on time.
 */
const ZSH_DRIVER = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'show() { print -r -- "<<$BUFFER>>" }; zle -N show; bindkey "^P" show; source ./completion.zsh; print RE""ADY'
zpty -r shell output '*READY*'
for line in "$@"; do
  zpty -w -n shell $line$'\\t\\C-p'
  zpty -r shell output '*<<*>>*'
  print -r -- "\${\${output##*<<}%%>>*}"
  zpty -w -n shell $'\\C-u'
done
zpty -d shell
`;

describeWith(shell("zsh"), "in zsh", () => {
  it("completes commands, arguments, options and stacks", async () => {
    const folder = projectFolder();
    writeFileSync(join(folder, "completion.zsh"), await scriptOf("zsh"));
    writeFileSync(join(folder, "driver.zsh"), ZSH_DRIVER);
    const lines = ["comp", "callbacks re", "send --fo", "callback-url med"].map((line) => `${PROGRAM} ${line}`);
    const printed = run("zsh", ["-f", "driver.zsh", ...lines], folder);
    const words = printed.trim().split(/\r?\n/);
    expect(words.map((line) => line.slice(PROGRAM.length).trim())).toEqual([
      ...["completion", "callbacks redrive", "send --format", "callback-url media"],
    ]);
  });
});
