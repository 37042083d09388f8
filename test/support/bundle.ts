/** Bundles a provider written for a test, as the real ones are bundled. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";

/** Path of an executable file made of `entry`; removed when the tests of the file are done. */
export async function bundleExecutable(entry: string, name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "bundle-"));
  afterAll(() => rm(directory, { recursive: true, force: true }));
  const outfile = join(directory, name);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  await chmod(outfile, 0o755);
  return outfile;
}
