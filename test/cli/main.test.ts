import { expect, it } from "vitest";
import { version } from "../../package.json";
import { synopsisOf, USAGE, usageOf, USAGES } from "../../cli/usage";
import { EXHAUSTIVE } from "../support/exhaustive";
import { CliProcess, runCli } from "./spawn";

const HERE = { cwd: __dirname };

it("prints general help and the help of a command", async () => {
  expect(await runCli(["--help"], HERE)).toEqual({ code: 0, stdout: `${USAGE}\n`, stderr: "" });
  expect((await runCli(["doctor", "-h"], HERE)).stdout).toBe(`${USAGES["doctor"]}\n`);
});

it.each(Object.keys(USAGES))("lists %s in the general help and documents its usage and exit codes", (name) => {
  expect(USAGE).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(usageOf(name)).toMatch(new RegExp(`^Usage: cdktf-tencentcloud-ci ${name}( |$)`, "m"));
  expect(usageOf(name)).toMatch(/Exit code: 0 .*2 wrong usage/s);
});

for (const [option, repeated] of [
  ["--version", {}],
  ["-v", EXHAUSTIVE],
  ["version", EXHAUSTIVE],
] as const) {
  it(`${option} prints the version of the package`, repeated, async () => {
    expect(await runCli([option], HERE)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
}

const NAMES = Object.keys(USAGES).join(", ");

/** Tests of `local`, `send` and `completion` have the messages of the exhaustive ones, without a process. */
const WRONG: readonly [args: string[], message: string, usage: string, options?: object][] = [
  [[], `The first word must be one of ${NAMES} (got none)`, USAGE],
  [["constructor"], '(got "constructor")', USAGE],
  [["upladd"], '(got "upladd"). Did you mean "upload"?', USAGE],
  [["callbacks", "lst"], '(got "lst"). Did you mean "list"?', synopsisOf("callbacks")],
  [["local", "a", "b"], "local takes one stack (got a b)", synopsisOf("local"), EXHAUSTIVE],
  [
    ["send", "SplitVideoPart"],
    '(got "SplitVideoPart"). Did you mean "SplitVideoParts"?',
    synopsisOf("send"),
    EXHAUSTIVE,
  ],
  [["send", "Probe", "--formt=xml"], '(got "--formt"). Did you mean "--format"?', synopsisOf("send"), EXHAUSTIVE],
  [["completion", "bsh"], '(got bsh). Did you mean "bash"?', synopsisOf("completion"), EXHAUSTIVE],
];

for (const [args, message, usage, options = {}] of WRONG) {
  const title = `exits with 2 and prints the message and the usage for a wrong command line: ${JSON.stringify(args)}`;
  it(title, options, async () => {
    const { code, stdout, stderr } = await runCli(args, HERE);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const [first, ...rest] = stderr.split("\n\n");
    expect(first).toContain(message);
    expect(rest.join("\n\n")).toContain(`${usage}\n`);
  });
}

it.each<[string[], number, string]>([
  [["doctor", "--json", "--sent"], 2, "Options of this command are"],
  [["outputs", "/nowhere", "--json"], 2, "The stack must be"],
  [["send", "Probe", "--json"], 1, "A local pipeline must run in this folder"],
])("prints a fatal error as JSON on standard error with --json: %j", async (args, exitCode, message) => {
  const { code, stdout, stderr } = await runCli(args, HERE);

  expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
  expect(stderr.split("\n")).toHaveLength(2);
  expect(JSON.parse(stderr)).toEqual({ error: expect.stringContaining(message) as unknown });
});

it("succeeds if the pipe is closed", async () => {
  const help = new CliProcess(["--help"], HERE);
  help.child.stdout!.destroy();
  const wrong = new CliProcess([], HERE);
  wrong.child.stderr!.destroy();

  expect(await help.finished).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(await wrong.finished).toMatchObject({ code: 2 });
});
