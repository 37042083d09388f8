/** The builds of a function that a session keeps. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Builds } from "../../local/scf/builds";

it("lists builds without code if the disk cannot store them, and warns once", () => {
  const folder = mkdtempSync(join(tmpdir(), "builds-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "file"), "");
  const warnings: string[] = [];
  const builds = new Builds(
    join(folder, "file", "kept"),
    () => new Date(),
    (message) => warnings.push(message),
  );
  const name = { region: "ap-guangzhou", namespace: "default", name: "f" };

  for (const text of ["one", "two"]) builds.record(name, Buffer.from(text));

  const listed = builds.all.flatMap((each) => each.builds.map(({ sha256 }) => sha256));
  expect(listed).toHaveLength(2);
  expect(listed.map((sha256) => builds.codeOf(sha256))).toEqual([undefined, undefined]);
  expect(warnings).toEqual([expect.stringMatching(/^builds cannot be kept in .*kept and compared: ENOTDIR/)]);
});

it("stores code again that was deleted from disk and becomes live again", () => {
  const folder = mkdtempSync(join(tmpdir(), "builds-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const builds = new Builds(folder, () => new Date(), expect.unreachable);
  const name = { region: "ap-guangzhou", namespace: "default", name: "f" };
  for (const text of ["one", "two"]) builds.record(name, Buffer.from(text));
  const { sha256 } = builds.all[0]!.builds[0]!;

  rmSync(folder, { recursive: true });
  expect(builds.codeOf(sha256)).toBeUndefined();
  builds.record(name, Buffer.from("one"));

  expect(Buffer.from(builds.codeOf(sha256)!).toString()).toBe("one");
});

it("keeps ten builds of a function on disk, and moves code that is live again to the end", () => {
  const folder = join(mkdtempSync(join(tmpdir(), "builds-")), "kept");
  onTestFinished(() => rmSync(join(folder, ".."), { recursive: true, force: true }));
  let now = 0;
  const builds = new Builds(folder, () => new Date(++now), expect.unreachable);
  const name = { region: "ap-guangzhou", namespace: "default", name: "f" };
  const bufferOf = (text: string): Buffer => Buffer.from(text);
  const changesOfBuilds = () => builds.all.flatMap((each) => each.builds.map(({ changed }) => changed.join()));

  builds.record(name, bufferOf("deployed"));
  builds.record(name, bufferOf("deployed"));
  expect(changesOfBuilds()).toEqual([""]);
  for (let index = 1; index <= 11; index++) builds.record(name, bufferOf(`${index}`), [`${index}.ts`]);
  builds.record(name, bufferOf("11"), ["11.ts"]);
  expect(changesOfBuilds()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((index) => `${index}.ts`));
  expect(readdirSync(folder)).toHaveLength(10);

  const [oldest] = builds.all[0]!.builds;
  expect(Buffer.from(builds.codeOf(oldest!.sha256)!).toString()).toBe("2");
  builds.record(name, bufferOf("3"), ["again.ts"]);
  expect(changesOfBuilds()).toEqual([...[2, 4, 5, 6, 7, 8, 9, 10, 11].map((index) => `${index}.ts`), "again.ts"]);
  builds.remove(name);
  expect(builds.codeOf(oldest!.sha256)).toBeUndefined();
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});
