/** The cdktf app that a stack comes from. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { runGroup } from "./group";
import type { GroupOptions } from "./group";
import { requireKnownOwner } from "./trust";

/** A folder with a `cdktf.json`. */
export interface Project {
  readonly folder: string;
  /** Command that synthesizes. */
  readonly app: string;
  /** Where it writes when nothing else is said. */
  readonly output: string;
  readonly context?: object;
}

/**
 * The nearest project, from this folder upwards.
 *
 * @throws Error for one whose command somebody else may have written
 */
export function findProject(from: string): Project | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, "cdktf.json");
    if (existsSync(file)) {
      if (folder !== resolve(from)) requireKnownOwner(file, resolve(from));
      const { app, output = "cdktf.out", context } = JSON.parse(readFileSync(file, "utf8")) as Partial<Project>;
      if (app === undefined) throw new Error(`${file} must name the app's command (got none); add "app"`);
      return { folder, app, output: resolve(folder, output), context };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Runs the app as the cdktf CLI does, but into a folder of ours. Gives the folder that it wrote to: an app that insists on
 * one of its own is taken at its word.
 */
export async function synthesize(
  project: Project,
  outdir: string,
  options: Omit<GroupOptions, "cwd">,
): Promise<string> {
  const { folder, app, output, context } = project;
  const env = {
    ...options.env,
    CDKTF_OUTDIR: outdir,
    CDKTF_TENCENTCLOUD_CI_LOCAL: "1", // functions get source maps
    ...(context !== undefined && { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
  };
  const { code, printed } = await runGroup("sh", ["-c", app], { ...options, cwd: folder, env });
  if (code !== 0) throw new Error(`The app must synthesize (got exit code ${code} of ${app}):\n${printed.trim()}`);
  return existsSync(join(outdir, "manifest.json")) ? outdir : output;
}
