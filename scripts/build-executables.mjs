// Bundles the two Terraform providers, each into one executable file that needs nothing but `node` on PATH, and the
// handler, and collects the licences of the packages that are inside them.
import { chmod, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildHandler } from "./build-handler.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const NOTICES = "dist/THIRD-PARTY-NOTICES";

/** Executable → its entry point. */
export const EXECUTABLES = {
  "dist/provider/terraform-provider-tencentci": "provider/main.ts",
  "dist/local/vendor/terraform-provider-tencentcloud": "local/vendor/main.ts",
};

export async function buildExecutables() {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const handlers = [await buildHandler(), await buildHandler({ durable: true })];
  const inputs = handlers.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  for (const [outfile, entry] of Object.entries(EXECUTABLES)) {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      minify: true,
      keepNames: true,
      legalComments: "none", // they are in NOTICES
      banner: { js: "#!/usr/bin/env node" },
      define: { "process.env.PACKAGE_VERSION": JSON.stringify(version) },
      metafile: true,
      logLevel: "warning",
    });
    await chmod(join(ROOT, outfile), 0o755);
    inputs.push(...Object.keys(metafile.inputs));
  }
  const packages = new Set(inputs.flatMap((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  await writeFile(join(ROOT, NOTICES), await notices([...packages].sort()));
}

async function notices(packageFolders) {
  const sections = [];
  for (const folder of packageFolders) {
    const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, "package.json"), "utf8"));
    const file = (await readdir(join(ROOT, folder))).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(ROOT, folder, file), "utf8") : `Licence: ${license}`;
    sections.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return `Packages inside the bundled files of this package\n\n${sections.join(`\n${"-".repeat(80)}\n\n`)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExecutables();
