// Runs publint and Are The Types Wrong on the published package, and compiles its types with the
// oldest TypeScript and the smallest `lib` that docs/guides/testing.md promises. Exit code 1 for findings.
//
//   npm ci --prefix .ci/tools && node .ci/tools/lint-package.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGE = "cdktf-tencentcloud-ci";

/** What `cdktf init --template=typescript` sets. */
const TEMPLATE = {
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  target: ts.ScriptTarget.ES2018,
  lib: ["lib.es2018.d.ts"],
};

const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "lint-package-"));
try {
  const [{ filename }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  );
  const tarball = join(scratch, filename);
  const findings = [...(await publintFindings()), ...(await attwFindings(tarball)), ...typeFindings(tarball)];
  for (const finding of findings) console.error(`package: ${finding}`);
  console.log(`package: publint, attw and TypeScript ${ts.version} have ${findings.length} findings`);
  if (findings.length > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function publintFindings() {
  const { messages } = await publint({ pkgDir: ROOT, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, manifest) ?? message.code}`);
}

/** How each entry resolves: for node10, for node16 from CommonJS and from an ES module, and for a bundler. */
async function attwFindings(tarball) {
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  return types ? problems.map((problem) => `attw: ${JSON.stringify(problem)}`) : ["attw: the package has no types"];
}

/** Problems of the package's own declarations; `skipLibCheck` is off. */
function typeFindings(tarball) {
  const modules = join(scratch, "node_modules");
  mkdirSync(modules);
  execFileSync("tar", ["-xzf", tarball, "-C", modules]);
  execFileSync("mv", [join(modules, "package"), join(modules, PACKAGE)]);
  for (const name of [
    "cdktf",
    "cdktn",
    "constructs",
    "@types",
    "undici-types",
    ...Object.keys(manifest.dependencies),
  ]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith(".json"));
  const source = entries.map((entry, n) => `export * as entry${n} from "${PACKAGE}${entry.slice(1)}";\n`).join("");
  const main = join(scratch, "main.ts");
  writeFileSync(main, source);
  const program = ts.createProgram([main], {
    ...TEMPLATE,
    ...{ strict: true, noEmit: true, skipLibCheck: false, preserveSymlinks: true },
    ...{ types: ["node"], typeRoots: [join(modules, "@types")] },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => !file || file.fileName === main || file.fileName.includes(`/node_modules/${PACKAGE}/`))
    .map(
      ({ file, messageText }) =>
        `types: ${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
}
