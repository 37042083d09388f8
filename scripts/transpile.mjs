// Compiles without types: the same JavaScript as `tsc -p tsconfig.build.json`, in a fraction of the time. For the demo,
// which needs neither declarations nor checks.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, ".cache/compiled");

const { config } = ts.readConfigFile(join(ROOT, "tsconfig.build.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);

function filesUnder(path) {
  if (statSync(join(ROOT, path)).isFile()) return [path];
  return readdirSync(join(ROOT, path)).flatMap((name) => filesUnder(`${path}/${name}`));
}

export function transpile() {
  for (const path of [...config.include, "package.json"].flatMap(filesUnder)) {
    const isSource = path.endsWith(".ts") && !path.endsWith(".d.ts");
    if (!isSource && !path.endsWith(".json")) continue;
    const text = readFileSync(join(ROOT, path), "utf8");
    const target = join(OUT, path.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    const compilerOptions = { ...options, incremental: false, tsBuildInfoFile: undefined, declaration: false };
    writeFileSync(target, isSource ? ts.transpileModule(text, { compilerOptions, fileName: path }).outputText : text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) transpile();
