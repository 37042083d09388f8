// Bundles the two Terraform providers, each into one executable file that needs nothing but `node` on PATH.
import { chmod, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Executable → its entry point. */
export const EXECUTABLES = {
  "dist/provider/terraform-provider-tencentci": "provider/main.ts",
  "dist/local/vendor/terraform-provider-tencentcloud": "local/vendor/main.ts",
};

export async function buildExecutables() {
  const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  for (const [outfile, entry] of Object.entries(EXECUTABLES)) {
    await build({
      absWorkingDir: root,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      minify: true,
      keepNames: true,
      legalComments: "none", // the notices of bundled packages are in THIRD-PARTY-NOTICES
      banner: { js: "#!/usr/bin/env node" },
      define: { "process.env.PACKAGE_VERSION": JSON.stringify(version) },
      logLevel: "warning",
    });
    await chmod(`${root}${outfile}`, 0o755);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExecutables();
