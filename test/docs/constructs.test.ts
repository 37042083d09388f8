import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./pages";

const contentOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const namesIn = (path: string, pattern: RegExp): string[] =>
  [...contentOf(path).matchAll(pattern)].map(([, name]) => name!);

const props = ["lib/pipeline-props.ts", "lib/media/bucket.ts"].flatMap((path) =>
  namesIn(path, /^ {2}readonly (\w+)\??:/gm),
);
const fields = namesIn("lib/pipeline.ts", /^ {2}public (?:readonly|get) (\w+)/gm);

it("finds the props and outputs of a pipeline", () => {
  expect(props).toEqual(expect.arrayContaining(["bucket", "code", "existingFunction", "uploads"]));
  expect(fields).toEqual(expect.arrayContaining(["callbackUrl", "function", "queues", "sweepTrigger"]));
});

it.each(["docs/constructs.md", "docs/constructs.zh-CN.md"])("%s has all props and outputs of a pipeline", (page) => {
  const table = /## CiCallbackPipeline\n(.*?)\n## /s.exec(contentOf(page))![1]!;
  const missing = [...props, ...fields].filter((name) => !new RegExp(`^\\|.*\`${name}\\??\`.*\\|`, "m").test(table));
  expect(missing).toEqual([]);
});
