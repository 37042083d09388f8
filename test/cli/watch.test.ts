import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { App } from "cdktf";
import { expect, it, onTestFinished, vi } from "vitest";
import { CodeWatcher } from "../../cli/local/watch";
import type { BuiltCode, WatchEvents } from "../../cli/local/watch";
import { bundle } from "../../lib/code/bundling";

const describeCode = ({ file, isFirst }: BuiltCode): string => `${isFirst ? "first code" : "code"} ${file}`;

/** Records events as texts. */
const recordIn = (events: string[], describe = describeCode): WatchEvents => ({
  onCode: (code) => events.push(describe(code)),
  onError: (message) => events.push(message),
  onUnchanged: (file) => events.push(`unchanged ${file}`),
});

/** A watched program, and its events. */
async function watching(files: Readonly<Record<string, string>>, describe?: (code: BuiltCode) => string) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "watch-test-")));
  const save = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const [name, text] of Object.entries(files)) save(name, text);
  const events: string[] = [];
  const source = { sha256: "of the synthesis", file: join(folder, "main.ts"), durable: false };
  const watcher = await CodeWatcher.start(source, recordIn(events, describe));
  onTestFinished(async () => {
    await watcher.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, save, events };
}

it("names all files that were saved since the last good build", async () => {
  const { save, events } = await watching(
    { "main.ts": 'export { default } from "./lib/a";', "lib/a.ts": "export default 1;" },
    ({ changed }) => changed.join(),
  );
  save("main.ts", "export default (;");
  await expect.poll(() => events.at(-1)).toContain("main.ts does not compile");
  save("lib/a.ts", "export default 2;");
  save("main.ts", 'export { default } from "./lib/a";');

  await expect.poll(() => events.map((text) => text.split(",").sort().join())).toContain("lib/a.ts,main.ts");
  expect(events[0]).toBe("");
});

it("reports nothing at the start if the code equals the synthesized code", async () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "watch-test-")));
  const file = join(folder, "main.ts");
  const handler = 'import { defineHandler } from "cdktf-tencentcloud-ci/handler";\nexport default defineHandler({});\n';
  writeFileSync(file, handler);
  vi.stubEnv("CDKTF_TENCENTCLOUD_CI_LOCAL", "1"); // as `local` synthesizes
  const sha256 = createHash("sha256")
    .update(bundle(new App({ outdir: join(folder, "out") }), file, { check: false }))
    .digest("hex");
  const events: string[] = [];
  const watcher = await CodeWatcher.start({ sha256, file }, recordIn(events));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await watcher.close();
    rmSync(folder, { recursive: true });
  });
  expect(events).toEqual([]);

  writeFileSync(file, `${handler}console.log("loaded");`);

  await expect.poll(() => events).toEqual(["code main.ts"]);
});

it("rebuilds if a file of the program is saved, and for no other file", async () => {
  const { save, events } = await watching({
    "main.ts": 'export { default } from "./lib/a";',
    "lib/a.ts": "export default 1;",
  });

  save("other.ts", "export default 1;");
  save("lib/a.ts", "export default 2;");

  await expect.poll(() => events).toEqual(["first code main.ts", "code a.ts"]);
});

it.each(["./new", "./lib/new", "./folder/of/its/own/new"])(
  "builds again when %s appears, which the program has imported before",
  async (path) => {
    const { save, events } = await watching({ "main.ts": "export default 1;", "lib/a.ts": "" });
    save("main.ts", `export { default } from "${path}";`);
    await expect.poll(() => events.at(-1)).toContain(`main.ts:1:24: Could not resolve "${path}"`);

    const before = events.length;
    save(`${path}.ts`, "export default 2;");

    await expect.poll(() => events.slice(before)).toContainEqual(expect.stringMatching(/^code /));
  },
);

it("rebuilds if the error is fixed in a file that was never part of the program", async () => {
  const { save, events } = await watching({ "main.ts": "export default 1;", "lib/a.ts": "export default (;" });
  save("main.ts", 'export { default } from "./lib/a";');
  await expect.poll(() => events.at(-1)).toMatch(/lib\/a\.ts:1:16: Unexpected/);

  const before = events.length;
  save("lib/a.ts", "export default 2;");

  // The folder, newly watched, may be built before the event of the file arrives.
  await expect.poll(() => events.slice(before)).toContainEqual(expect.stringMatching(/^code /));
});

it("reports new code that cannot become live, and replaces the same code with the next build", async () => {
  let failures = 0;
  const { save, events } = await watching({ "main.ts": "export default 1;" }, ({ isFirst, oldSha256 }) => {
    if (!isFirst && failures++ === 0) throw new Error(`no space left for what replaces ${oldSha256}`);
    return `code replaces ${oldSha256}`;
  });

  save("main.ts", "export default 2;");
  await expect.poll(() => events.at(-1)).toContain("main.ts: the new code could not become live: no space left");
  const [, replaced] = /replaces (\w+)$/.exec(events.at(-1)!)!;
  save("main.ts", "export default 3;");

  await expect.poll(() => events.at(-1)).toBe(`code replaces ${replaced}`);
});

it("reports that code compiles again even if it equals the deployed code", async () => {
  const { save, events } = await watching({ "main.ts": "export default 1;" });
  save("main.ts", "export default (;");
  await expect.poll(() => events.at(-1)).toContain("main.ts does not compile; the previous code stays live");

  save("main.ts", "export default 1;");

  await expect.poll(() => events.at(-1)).toBe("unchanged main.ts");
});

it("reports a compile error once, and again only after a file of the program is saved", async () => {
  const { save, events } = await watching({ "main.ts": "export default 1;" });
  save("main.ts", "export default (;");
  await expect.poll(() => events).toHaveLength(2);

  save("notes.md", "not of the program");
  await setTimeout(150); // for the time of several builds
  expect(events).toHaveLength(2);
  save("main.ts", "export default (;");

  await expect.poll(() => events).toHaveLength(3);
  expect(events[2]).toBe(events[1]);
});

it.each<[string, (folder: string) => void]>([
  ["is deleted", (folder) => rmSync(folder, { recursive: true })],
  ["is moved away", (folder) => renameSync(folder, `${folder}-before`)],
])("builds again after a folder of the program %s and is created again", async (_, remove) => {
  const { folder, save, events } = await watching({
    "main.ts": 'export { default } from "./lib/deep/a";',
    "lib/deep/a.ts": "export default 1;",
  });
  for (const value of [2, 3]) {
    remove(join(folder, "lib"));
    save("lib/deep/a.ts", `export default ${value};`);
    await expect.poll(() => events).toContainEqual(expect.stringMatching(/^code /));
    rmSync(join(folder, "lib-before"), { recursive: true, force: true });
    events.length = 0;
    await setTimeout(50); // the events of this round
    events.length = 0;
  }

  save("lib/deep/a.ts", "export default 4;");

  await expect.poll(() => events).toContainEqual(expect.stringMatching(/^code /));
});
