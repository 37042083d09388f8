// Bundles the two Terraform providers, each into one executable file that needs nothing but `node` on PATH, the
// handler, the agents of the commands and the inspector's page, and collects the licences of the packages that are
// inside them.
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildHandler, buildServer, buildSubmitter } from "./build-handler.mjs";
import { buildInspector } from "./build-inspector.mjs";
import { leaveOut } from "./leave-out.mjs";
import { notices, packageFolders } from "./notices.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Executable → its entry point and additions. */
const EXECUTABLES = {
  "dist/provider/terraform-provider-tencentci": { entry: "provider/main.ts", plugins: [] },
  "dist/local/vendor/terraform-provider-tencentcloud": { entry: "local/vendor/main.ts", plugins: [sharedPlugin()] },
};

/**
 * The first lines of an executable: a shell script that starts Node.js on the same file. To Node.js, the second line is a
 * string and a comment. NODE_OPTIONS is meant for the caller's programs: `--require` or `--inspect-brk` would stop the
 * provider.
 */
const LAUNCHER = `#!/bin/sh
":" //; command -v node >/dev/null || { echo "This Terraform provider needs Node.js 20.9 or later: there is no node on PATH." >&2; exit 127; }; unset NODE_OPTIONS; exec node "$0" "$@"`;

const BUNDLED = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: true,
  legalComments: "none", // they are in THIRD-PARTY-NOTICES
  metafile: true,
  logLevel: "warning",
};

export async function buildExecutables() {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  await buildInspector();
  const results = await Promise.all([
    buildHandler(),
    buildHandler({ durable: true }),
    buildHandler({ queue: true }),
    buildHandler({ durable: true, queue: true }),
    buildServer(),
    buildSubmitter(),
    buildAgents(),
    ...Object.entries(EXECUTABLES).map(([outfile, executable]) => buildExecutable(executable, outfile, version)),
  ]);
  const folders = packageFolders(results.map(({ metafile }) => metafile));
  await writeFile(join(ROOT, "dist/THIRD-PARTY-NOTICES"), await notices(ROOT, folders));
}

async function buildExecutable({ entry, plugins }, outfile, version) {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    ...BUNDLED,
    banner: { js: LAUNCHER },
    define: { "process.env.PACKAGE_VERSION": JSON.stringify(version) },
    plugins: [leaveOut, ...plugins],
  });
  await chmod(join(ROOT, outfile), 0o755);
  return result;
}

/** Proxies and certificates, which the commands use as the provider does. */
function buildAgents() {
  return build({
    absWorkingDir: ROOT,
    entryPoints: ["provider/http/agent.ts"],
    outfile: "dist/provider/http/agent.js",
    ...BUNDLED,
    plugins: [leaveOut],
  });
}

/**
 * Imports the plugin server from tencentci's executable, which exports it, instead of bundling a second copy. The path
 * leads from one executable to the other in dist/.
 */
function sharedPlugin() {
  const path = "../../provider/terraform-provider-tencentci";
  return {
    name: "shared-plugin",
    setup: ({ onResolve }) => onResolve({ filter: /\/provider\/plugin(\/\w+)?$/ }, () => ({ path, external: true })),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildExecutables();
