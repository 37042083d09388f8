/** A test or the continuous integration runs every command that a page tells readers to type. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scripts } from "../../package.json";
import { USAGE, USAGES } from "../../cli/usage";
import { codeBlocks, pages, prose, ROOT } from "./pages";

const ENGLISH = pages().filter((page) => !page.endsWith(".zh-CN.md"));

/** Command → the file that runs it, and its text there. */
const RUN_BY: readonly [command: RegExp, file: string, call: string][] = [
  [
    /^npm install cdktf-tencentcloud-ci (cdktf constructs|cdktn constructs@10\.6\.0)$/,
    "scripts/package/newcomer.ts",
    '"install", tarball',
  ],
  [/^npm install --save-dev tsx$/, "scripts/package/newcomer.ts", '"--save-dev", "tsx"'],
  [/^npm install --save-dev (cdktf-cli|cdktn-cli tsx)$/, "scripts/package/newcomer.ts", "CLIS[core]"],
  [
    /^npm install --save-exact cdktf-tencentcloud-ci$/,
    ".github/workflows/build.yml",
    "npm install ./cdktf-tencentcloud-ci-",
  ],
  [/^npx cdktn deploy$/, "scripts/package/newcomer-deploy.ts", '"deploy", "--auto-approve"'],
  [/^npx cdktf deploy( media-\w+)?$/, "test/e2e/cli.test.ts", 'cdktf(["deploy"'],
  [/^npx cdktf diff$/, "test/e2e/cli.test.ts", 'attached(["diff"])'],
  [/^npx cdktf-tencentcloud-ci local$/, "test/cli/local.test.ts", '["local", "--json"]'],
  [/^npx cdktf-tencentcloud-ci local media$/, "test/cli/app-stacks.test.ts", 'chooseStacks(outdir, "a")'],
  [/^npx cdktf-tencentcloud-ci local --inspect$/, "test/cli/inspect.test.ts", '"--inspect=0"'],
  [/^npx cdktf-tencentcloud-ci local --tunnel /, "test/cli/tunnel.test.ts", '"--tunnel", outside.url'],
  [/^npx cdktf-tencentcloud-ci send SplitVideoParts$/, "test/cli/local.test.ts", '["send", "SplitVideoParts"'],
  [/^npx cdktf-tencentcloud-ci callback-url$/, "scripts/package/newcomer-deploy.ts", '"callback-url"'],
  [/^npm run live -- /, "test/e2e/live.test.ts", "scripts/live/main.ts"],
  [/^export \w+=/, "test/e2e/cli.test.ts", "CDKTF_SKIP_PROVIDER_LOCK"],
  [/^npx cdktf-tencentcloud-ci matrix/, "test/cli/matrix.test.ts", '["matrix", "--callback=SplitVideoParts"'],
  [/^npx cdktf-tencentcloud-ci upload /, "test/cli/network.test.ts", '["upload", join(project.cwd, "README.md")'],
  [/^npx cdktf-tencentcloud-ci outputs$/, "test/cli/outputs.test.ts", "written(runOutputs, [folder])"],
  [/^npx cdktf-tencentcloud-ci doctor$/, "test/cli/doctor.test.ts", "written(runDoctor, [folder]"],
  [/^npx cdktf-tencentcloud-ci logs --since /, "test/docs/commands.test.ts", "readDuration("],
  [/^npx cdktf-tencentcloud-ci logs --follow$/, "test/cli/logs.test.ts", '"logs", "--follow"'],
  [/^npx cdktf-tencentcloud-ci logs --job /, "test/cli/logs.test.ts", '[folder, "--job"'],
  [/^npx cdktf-tencentcloud-ci permissions$/, "test/cli/permissions.test.ts", "writtenIn(project, runPermissions, [])"],
  [/^npx cdktf-tencentcloud-ci permissions --for /, "test/cli/permissions.test.ts", '"--for", "destroy"'],
  [/^source <\(npx cdktf-tencentcloud-ci completion /, "test/cli/completion.test.ts", "source ./completion.zsh"],
  [/^npx cdktf-tencentcloud-ci provider install/, "test/cli/provider.test.ts", '["install", "--dir", folder'],
  [/^terraform providers lock -fs-mirror=/, "test/cli/provider.test.ts", "-fs-mirror="],
  [/^(terraform\.internal\/|terraform providers lock -platform=)/, "test/cli/provider.test.ts", '"lock"'],
  [
    /^(cp -r cdktf\.out|cd infrastructure|terraform (init|plan|apply)$)/,
    "test/e2e/plain-terraform.test.ts",
    "copyStack(",
  ],
  [/^npx cdktf synth --hcl$/, "test/e2e/plain-terraform.test.ts", "SYNTH_HCL_OUTPUT"],
  [/^(for address in|terraform state mv |done$)/, "test/e2e/moves.test.ts", '"state", "mv"'],
  [/terraform import tencentci_callback_secret\./, "test/provider/callback-secret.test.ts", '"env:OLD_SECRETS"'],
  [/^terraform state rm terraform_data\./, "test/provider/callback-secret.test.ts", '"state", "rm", LEGACY'],
  [
    /^node node_modules\/cdktf-tencentcloud-ci\/dist\/local\/main\.js /,
    "scripts/package/newcomer-deploy.ts",
    "dist/local/main.js",
  ],
  [/^npm test/, ".github/workflows/build.yml", "npm test"],
  [/^npm run check/, ".ci/run", "npm run --silent check"],
  [/^npm run fuzz:stacks/, "test/e2e/stack-changes.test.ts", "bench/stacks/main.ts"],
  [/^npm run acceptance/, "test/scripts/acceptance.test.ts", "scripts/acceptance"],
  [/^npm run docs$/, ".github/workflows/build.yml", "npm run docs"],
];

/** Commands of a page without their comments, each with its position. */
function commandsOf(page: string): (readonly [command: string, at: string])[] {
  return codeBlocks(page)
    .filter(({ language }) => language === "sh" || language === "bash")
    .flatMap(({ at, code }) =>
      code
        .trim()
        .split("\n")
        .map((line) => [line.replace(/\s+#.*$/, "").trim(), at] as const),
    );
}

const commands = ENGLISH.flatMap(commandsOf);

it("the pages have commands", () => expect(commands.length).toBeGreaterThan(20));

it.each(commands)("`%s` at %s is run", (command) => {
  const [, file = "", call = ""] = RUN_BY.find(([pattern]) => pattern.test(command)) ?? [];
  expect(file, "add the test that runs it to RUN_BY").not.toBe("");
  expect(readFileSync(join(ROOT, file), "utf8")).toContain(call);
});

it.each(ENGLISH.filter((page) => pages().includes(page.replace(".md", ".zh-CN.md"))))(
  "%s has the same commands in Chinese",
  (page) => {
    const plain = (path: string): string[] => commandsOf(path).map(([command]) => command);
    expect(plain(page.replace(".md", ".zh-CN.md"))).toEqual(plain(page));
  },
);

/** Commands within sentences and tables. */
const mentioned = pages().flatMap((page) =>
  [...prose(page).matchAll(/`(?:npx )?(?:(cdktf-tencentcloud-ci) |(npm run )(?:-- )?)([^`]+)`/g)].map(
    ([, , script, words = ""]) => [`${script ?? "cdktf-tencentcloud-ci "}${words}`, page] as const,
  ),
);

it("the pages mention commands", () => expect(mentioned.length).toBeGreaterThan(50));

it.each(mentioned)("`%s` in %s exists, with its options", (command) => {
  const [program, ...words] = command.split(/\s+/);
  if (words.includes("…")) return; // a pattern of commands
  if (program === "npm") return expect(Object.keys(scripts)).toContain(words[1]);
  const [name = ""] = words;
  if (name.startsWith("-")) return expect(USAGE).toContain(name);
  expect(Object.keys(USAGES)).toContain(name);
  for (const option of words.filter((word) => /^--\w/.test(word))) {
    expect(`${USAGES[name]} --help`).toContain(option.replace(/=.*/, ""));
  }
});
