/** The cdktf app that defines a stack. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { runGroup } from "./group";
import type { GroupOptions } from "./group";
import { requireKnownOwner } from "./trust";

/** Length of an invalid configuration in a message. */
const MAX_SHOWN = 100;

/** A folder with a `cdktf.json`. */
export interface Project {
  readonly folder: string;
  /** Command that synthesizes the app. */
  readonly app: string;
  /** The app's default output folder. */
  readonly output: string;
  readonly context?: object;
}

/**
 * The nearest project, searched from this folder upwards.
 *
 * @throws Error for a project whose command another user may have written
 */
export function findProject(from: string): Project | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, "cdktf.json");
    if (existsSync(file)) {
      if (folder !== resolve(from)) requireKnownOwner(file, resolve(from));
      const { app, output = "cdktf.out", context } = readConfig(file);
      if (typeof app !== "string" || app.trim() === "") {
        const got = app === undefined ? "none" : JSON.stringify(app);
        throw new Error(`${file} must name the app's command (got ${got}); add it, such as "app": "npx tsx main.ts"`);
      }
      return { folder, app, output: resolve(folder, output), context };
    }
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Runs the app as the cdktf CLI does, but with a temporary output folder. Returns the folder that the app wrote to: an
 * app may use a fixed folder of its own.
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
    CDKTF_TENCENTCLOUD_CI_LOCAL: "1", // the functions get source maps
    ...(context !== undefined && { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
  };
  const before = writtenAt(output);
  const { code, printed } = await runGroup("sh", ["-c", app], { ...options, cwd: folder, env });
  if (code !== 0) throw new Error(`The app must synthesize (got exit code ${code} of ${app}):\n${printed.trim()}`);
  if (writtenAt(outdir) !== undefined) return outdir;
  const after = writtenAt(output);
  if (after !== undefined && after !== before) return output;
  throw new Error(`The app must write its stacks (got none of ${app}); does it call app.synth()?`);
}

/** When the app last wrote its output to a folder; `undefined` if it never did. */
function writtenAt(folder: string): bigint | undefined {
  return statSync(join(folder, "manifest.json"), { throwIfNoEntry: false, bigint: true })?.mtimeNs;
}

function readConfig(file: string): Partial<Project> {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`${file} must be JSON (got: ${(cause as Error).message})`, { cause });
  }
  if (typeof config === "object" && config !== null && !Array.isArray(config)) return config;
  throw new Error(`${file} must be a JSON object (got ${JSON.stringify(config).slice(0, MAX_SHOWN)})`);
}
