// Bundles the inspector's page into dist/local/inspector/page.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "local/inspector/page");
const PAGE = join(ROOT, "dist/local/inspector/page");

/** The oldest browsers that support the page's syntax. */
const TARGET = ["chrome111", "firefox113", "safari16.4"];

export async function buildInspector() {
  await rm(PAGE, { recursive: true, force: true }); // parts of an earlier build have other names
  await mkdir(PAGE, { recursive: true });
  await build({
    entryPoints: [join(SOURCE, "main.ts")],
    outdir: PAGE,
    entryNames: "app",
    chunkNames: "app-[hash]",
    bundle: true,
    splitting: true, // parts that the page imports when the reader opens them
    minify: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    logLevel: "warning",
  });
  const css = await readFile(join(SOURCE, "app.css"), "utf8");
  const { code } = await transform(css, { loader: "css", minify: true, target: TARGET });
  await writeFile(join(PAGE, "app.css"), code);
  for (const name of ["index.html", "icon.svg"]) await copyFile(join(SOURCE, name), join(PAGE, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildInspector();
