import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { program } from "../support/program";

const ROOT = join(__dirname, "../..");

/** A program in this package, with these files. */
function project(files: Readonly<Record<string, string>>) {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".cache/program-"));
  const entry = relative(ROOT, join(folder, "main.ts"));
  const outputs = join(ROOT, ".cache/programs", relative(ROOT, folder));
  onTestFinished(() => [folder, outputs].forEach((path) => rmSync(path, { recursive: true, force: true })));
  const save = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
    const past = Date.now() / 1000 - 60 + text.length; // a file that is newer than the build is built again
    utimesSync(join(folder, name), past, past);
  };
  for (const [name, text] of Object.entries(files)) save(name, text);
  const run = async (): Promise<string> =>
    execFileSync(process.execPath, [await program(entry)], { encoding: "utf8" }).trim();
  return { folder, outputs, save, entry, run };
}

describe("a bundled program", () => {
  it("is built again after a change of one of its files, and not otherwise", async () => {
    const { folder, entry, save, run } = project({
      "main.ts": 'import { text } from "./part";\nconsole.log(text);',
      "part.ts": 'export const text = "old";',
    });
    expect(await run()).toBe("old");
    const built = statSync(await program(entry)).mtimeMs;
    expect(statSync(await program(entry)).mtimeMs).toBe(built);

    save("part.ts", 'export const text: string = "new";');
    expect(await run()).toBe("new");

    rmSync(join(folder, "part.ts"));
    mkdirSync(join(folder, "part"));
    save("part/index.ts", 'export const text = "moved";');
    expect(await run()).toBe("moved");
  });

  it("is built again in a copy of the folder, and if a file changed while it was built", async () => {
    const { outputs, entry, save, run } = project({ "main.ts": "console.log(1);" });
    expect(await run()).toBe("1");
    const list = join(outputs, "main.js.inputs.json");
    const inputs = JSON.parse(readFileSync(list, "utf8")) as { root: string; files: [string, number | null][] };
    expect(inputs.files.map(([path]) => path)).toContain(entry);
    writeFileSync(list, JSON.stringify({ ...inputs, root: "/elsewhere/" }));
    writeFileSync(join(outputs, "main.js"), "console.log('of the other folder');");
    expect(await run()).toBe("1");

    save("main.ts", "console.log(2);");
    const later = Date.now() / 1000 + 60;
    utimesSync(join(ROOT, entry), later, later);
    expect(await run()).toBe("2");
    const [, modified] = (JSON.parse(readFileSync(list, "utf8")) as typeof inputs).files.find(
      ([path]) => path === entry,
    )!;
    expect(modified).toBeNull();
  });

  it("knows the path of each source, and leaves texts unchanged", async () => {
    const { folder, run } = project({
      "main.ts": '#!/usr/bin/env node\nimport "./part";\nconsole.log(__filename, "__dirname");',
      "part.ts": "console.log(__dirname);\nexport {};",
    });
    expect(await run()).toBe(`${folder}\n${join(folder, "main.ts")} __dirname`);
  });
});
