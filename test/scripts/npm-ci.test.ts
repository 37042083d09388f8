import { describe, expect, it, vi } from "vitest";

const STALE = "npm ci failed with exit code 1:\nnpm error code ETARGET\nnpm error notarget No matching version found";

/** Installs, with these errors of npm's first runs. Returns the arguments of each run. */
async function npmCi(...errors: readonly Error[]): Promise<readonly string[][]> {
  const { npmCi: install } = await import("../../scripts/npm-ci.mjs");
  const npm = vi.fn((...args: string[]) => Promise.resolve(args));
  for (const error of errors) npm.mockRejectedValueOnce(error);
  await install(npm, "--prefix", "bench");
  return npm.mock.calls.map((args) => [...args]);
}

describe("the installation of the packages", () => {
  it("takes lists of versions from npm's cache, and runs no script of a package", async () => {
    const [args, ...more] = await npmCi();
    expect(args).toEqual(expect.arrayContaining(["ci", "--prefer-offline", "--prefix", "bench", "--ignore-scripts"]));
    expect(more).toEqual([]);
  });

  it("asks the registry if a cached list is older than the locked version", async () => {
    const [, args] = await npmCi(new Error(STALE));
    expect(args).toEqual(expect.arrayContaining(["ci", "--prefer-online", "--prefix", "bench", "--ignore-scripts"]));
  });

  it("fails with the registry's answer if the registry does not know the version either", async () => {
    await expect(npmCi(new Error(STALE), new Error("npm error code ETARGET: asked again"))).rejects.toThrow("again");
  });

  it("fails at once for any other reason", async () => {
    await expect(npmCi(new Error("npm error code EINTEGRITY"))).rejects.toThrow("EINTEGRITY");
  });
});
