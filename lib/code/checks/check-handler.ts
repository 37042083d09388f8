import type { Program } from "../entry-options";
import { loadFunction } from "./load-check";
import type { Loaded } from "./loader";
import { ProgramError } from "../program-error";
import type { ZipEntry } from "../zip";

/** Maximum number of stack trace lines in a message. */
const MAX_FRAMES = 6;

const SKIP_CHECK_HINT = "fromEntry(path, { check: false }) deploys it unchecked";

type Files = Readonly<Record<string, ZipEntry>>;

/**
 * Loads a function and refuses it if its default export is not the result of `defineHandler`.
 *
 * @param buildMapped returns the same function with a source map, for the stack trace of a load error
 * @returns a warning if the function may load in the cloud although it does not load here
 * @throws ProgramError
 */
export function checkHandler(program: Program, files: Files, buildMapped: () => Files): string | undefined {
  const loaded = loadFunction(files);
  switch (loaded.kind) {
    case "handler":
      return undefined;
    case "other":
      throw new ProgramError(
        `Default export of the callback code must be the result of defineHandler (got ${loaded.got} from ${program.file}); ` +
          `write ${exampleFor(program.file)}${remedyFor(loaded.got)}`,
      );
    case "slow":
      throw new ProgramError(
        `Callback code must load within ${loaded.seconds} s (got ${program.file}, which was still loading): start slow work ` +
          `in the routes; ${SKIP_CHECK_HINT}`,
      );
    case "ended":
      throw new ProgramError(
        `Callback code must load (got ${program.file}, which ended the process with ${loaded.how} while it loaded)`,
      );
    case "threw":
      return warnOrRefuse(program, files, loaded, buildMapped);
  }
}

function exampleFor(file: string): string {
  const statement = /\.(cjs|cts)$/.test(file) ? "module.exports =" : "export default";
  return `\`${statement} defineHandler({ … })\``;
}

function remedyFor(got: string): string {
  if (got.startsWith("a function")) return `; where that function calls the handler itself, ${SKIP_CHECK_HINT}`;
  if (got.startsWith("a promise")) return " without awaiting anything first: start slow work in the routes";
  if (got.includes("main_handler")) return ": the bundle exports it as main_handler, which SCF calls";
  return "";
}

type Threw = Extract<Loaded, { readonly kind: "threw" }>;

function warnOrRefuse(program: Program, files: Files, threw: Threw, buildMapped: () => Files): string | undefined {
  const reason = cloudOnlyReason(program, files, threw);
  const error = traceOf(buildMapped, threw);
  if (reason !== undefined)
    return `Callback code could not be loaded, so its default export is unchecked: ${reason}\n${error}`;
  throw new ProgramError(`Callback code must load (got ${program.file}, which threw):\n${error}${moduleHint(threw)}`);
}

/** Reason why the program may load in the cloud although it does not load here. */
function cloudOnlyReason(program: Program, files: Files, { name, code, stack, missing }: Threw): string | undefined {
  if (name === "ConfigurationError") return undefined; // defineHandler refuses the same routes in the cloud
  if (code === "ERR_DLOPEN_FAILED") return "a native add-on is built for another platform";
  const [, wanted = ""] = /Cannot find (?:module|package) '([^']+)'/.exec(stack) ?? [];
  const external = program.external?.find((pattern) => wanted === pattern || wanted.startsWith(`${pattern}/`));
  if (external !== undefined) return `"${external}" is external, so a layer of the function must contain it`;
  const text = Buffer.from((files["program.js"] ?? files["index.js"])!.content).toString();
  const names = missing.filter((variable) => new RegExp(`\\b${escaped(variable)}\\b`).test(text));
  if (names.length > 0) return `it reads ${names.join(", ")}, not set in this environment`;
  return undefined;
}

function moduleHint({ code, stack }: Threw): string {
  const [, name] = /Cannot find (?:module|package) '((?:@[^/']+\/)?[^/'.][^/']*)/.exec(stack) ?? [];
  if (code !== "MODULE_NOT_FOUND" || name === undefined) return "";
  return `\n  fromEntry(path, { nodeModules: ["${name}"] }) copies the package beside the bundle`;
}

/** Message and innermost frames, with the names of the sources. */
function traceOf(buildMapped: () => Files, threw: Threw): string {
  const mappedResult = loadFunction(buildMapped());
  const { stack } = mappedResult.kind === "threw" ? mappedResult : threw;
  const lines = stack.split("\n");
  const isFrame = (line: string): boolean => /^\s+at /.test(line);
  const frames = lines.filter((line) => isFrame(line) && !/node:|\[eval\]|node_modules\/|\(index\.js:2:/.test(line));
  const message = lines.filter((line) => !isFrame(line));
  return [...message, ...frames.slice(0, MAX_FRAMES)].map((line) => `  ${line}`).join("\n");
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}
