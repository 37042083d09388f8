/** Every command that the README and the operators' pages tell somebody to type is run by a test or by the continuous integration. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { codeBlocks, ROOT } from "./pages";

const PAGES = ["README.md", "docs/guides/production.md", "docs/guides/real-callbacks.md", "docs/guides/live.md"];

/** Command → the file that runs it, and how it says so there. */
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
  [/^npx cdktf deploy( media-\w+)?$/, "test/e2e/cli.test.ts", 'cdktf("deploy"'],
  [/^npx cdktf diff$/, "test/e2e/cli.test.ts", 'cdktf("diff")'],
  [/^npx cdktf-tencentcloud-ci local$/, "test/cli/local.test.ts", '["local", "--json"]'],
  [/^npx cdktf-tencentcloud-ci local --tunnel /, "test/cli/tunnel.test.ts", '"--tunnel", outside.url'],
  [/^npx cdktf-tencentcloud-ci send SplitVideoParts$/, "test/cli/local.test.ts", '["send", "SplitVideoParts"'],
  [/^npx cdktf-tencentcloud-ci callback-url$/, "scripts/package/newcomer-deploy.ts", '"callback-url"'],
  [/^npm run live -- /, "test/e2e/live.test.ts", "scripts/live/main.ts"],
  [/^export \w+=/, "test/e2e/cli.test.ts", "CDKTF_SKIP_PROVIDER_LOCK"],
];

const commands = PAGES.flatMap(codeBlocks)
  .filter(({ language }) => language === "sh")
  .flatMap(({ at, code }) =>
    code
      .trim()
      .split("\n")
      .map((line) => [line.replace(/\s+#.*$/, "").trim(), at] as const),
  );

it("there are commands to look for", () => expect(commands.length).toBeGreaterThan(20));

it.each(commands)("`%s` at %s is run", (command) => {
  const [, file = "", call = ""] = RUN_BY.find(([pattern]) => pattern.test(command)) ?? [];
  expect(file, "add the test that runs it to RUN_BY").not.toBe("");
  expect(readFileSync(join(ROOT, file), "utf8")).toContain(call);
});
