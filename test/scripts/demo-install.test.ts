import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

const LOCK = JSON.parse(readFileSync(join(__dirname, "../../package-lock.json"), "utf8")) as Lock;

describe("the demo's packages", () => {
  let packages: Lock["packages"];

  beforeAll(async () => {
    const { prunedLock } = await import("../../scripts/demo-install.mjs");
    ({ packages } = prunedLock(LOCK));
  });

  it("are its dependencies, without linters and test tools", () => {
    expect(Object.keys(packages).length).toBeLessThan(Object.keys(LOCK.packages).length * 0.7);
    for (const name of ["eslint", "prettier", "vitest", "typedoc", "playwright-core"]) {
      expect(packages).not.toHaveProperty([`node_modules/${name}`]);
    }
    for (const [path, { dependencies = {} }] of Object.entries(packages)) {
      for (const name of Object.keys(dependencies)) {
        const folders = path.split("/node_modules/").map((_, n, all) => all.slice(0, n + 1).join("/node_modules/"));
        const places = ["", ...folders].map((folder) => `${folder && `${folder}/`}node_modules/${name}`);
        expect(
          places.some((path) => path in packages),
          `${path} needs ${name}`,
        ).toBe(true);
      }
    }
  });

  it("have the versions of package.json", () => {
    const versions = Object.values(packages[""]!.dependencies!);
    expect(versions.every((version) => typeof version === "string")).toBe(true);
  });
});
