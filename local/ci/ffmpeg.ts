/** Results of jobs that ffmpeg computes from the object. */
import { isUtf8 } from "node:buffer";
import { execFile } from "node:child_process";
import { access, constants, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { XmlElement } from "../http/xml";
import { toMediaInfo } from "./ffprobe";
import type { Probed } from "./ffprobe";

const execute = promisify(execFile);

/** Difference between two frames, from 0 to 1, at which a new shot begins. */
const SCENE_CHANGE = 0.3;
/** ffmpeg may open the object and files that it refers to on this machine, and nothing on a network. */
const NO_NETWORK = ["-protocol_whitelist", "file"];
const TIMEOUT_MS = 10 * 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Thrown for an object that is not a media file. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** Additions to `Operation` that ffmpeg computes, by tag. */
const ANALYSES: Readonly<Record<string, (file: string, signal: AbortSignal) => Promise<XmlElement>>> = {
  MediaInfo: async (file, signal) => ({ MediaInfo: toMediaInfo(await probe(file, signal)) }),
  SplitVideoParts: async (file, signal) => ({ SplitVideoInfoResult: { TimeInfo: await shots(file, signal) } }),
};

/** Versions by the PATH that they were looked for on: each copy of a cloud needs the same one. */
const VERSIONS = new Map<string, Promise<string | undefined>>();

/** ffmpeg and ffprobe of this machine. */
export class Ffmpeg {
  #last: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  private constructor(
    /** Such as `5.1.8`. */
    readonly version: string,
    private readonly temporaryDirectory: string,
  ) {}

  /** Looks for both programs on PATH; `undefined` if one is missing. */
  static async find(temporaryDirectory: string): Promise<Ffmpeg | undefined> {
    const path = process.env["PATH"] ?? "";
    let found = VERSIONS.get(path);
    if (!found) VERSIONS.set(path, (found = versionOn(path)));
    const version = await found;
    return version === undefined ? undefined : new Ffmpeg(version, temporaryDirectory);
  }

  /**
   * Whether ffmpeg can run the job. A text object gets a simulated result: tests and the simulation itself write such
   * objects in place of films.
   */
  canRun(tag: string, body: Uint8Array): boolean {
    return Object.hasOwn(ANALYSES, tag) && (body.includes(0) || !isUtf8(body));
  }

  /**
   * Runs jobs one at a time. Returns additions to the `Operation` of the job.
   *
   * @throws UndecodableError
   */
  analyse(tag: string, body: Uint8Array): Promise<XmlElement> {
    const work = this.#last.then(() => this.#analyse(tag, body));
    this.#last = work.catch(() => {});
    return work;
  }

  /** Ends running programs. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
  }

  async #analyse(tag: string, body: Uint8Array): Promise<XmlElement> {
    const folder = await mkdtemp(join(this.temporaryDirectory, "media-"));
    try {
      const file = join(folder, "object");
      await writeFile(file, body); // not a pipe: many formats have their index at the end
      return await ANALYSES[tag]!(file, this.#closing.signal);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The version of ffmpeg; `undefined` if it or ffprobe is not on this PATH. */
async function versionOn(path: string): Promise<string | undefined> {
  try {
    // Only ffmpeg is run, since only its version is shown.
    const ffprobe = process.platform === "win32" ? "ffprobe.exe" : "ffprobe";
    const found = await Promise.all(path.split(delimiter).map((folder) => isProgram(join(folder, ffprobe))));
    if (!found.includes(true)) return undefined;
    const { stdout } = await execute("ffmpeg", ["-version"]);
    return /version (\S+)/.exec(stdout)?.[1] ?? "of unknown version";
  } catch {
    return undefined;
  }
}

/** Whether the file can be run; a folder is executable as well. */
async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Consecutive time ranges from zero to the end, in seconds with six decimals. */
async function shots(file: string, signal: AbortSignal): Promise<XmlElement[]> {
  const { format = {}, streams = [] } = await probe(file, signal);
  if (!streams.some(({ codec_type }) => codec_type === "video")) throw new UndecodableError("the file has no video");
  const filter = `select='gt(scene,${SCENE_CHANGE})',metadata=print:file=-`;
  const options = ["-v", "error", "-nostdin", ...NO_NETWORK, "-i", file, "-an", "-vf", filter, "-f", "null", "-"];
  const output = await runProgram("ffmpeg", options, signal);
  const cuts = [...output.matchAll(/pts_time:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  const end = Number(format.duration ?? 0);
  const bounds = [0, ...cuts.filter((cut) => cut > 0 && cut < end), end];
  return bounds.slice(1).map((bound, index) => ({
    Index: String(index),
    PartBegin: bounds[index]!.toFixed(6),
    PartEnd: bound.toFixed(6),
  }));
}

async function probe(file: string, signal: AbortSignal): Promise<Probed> {
  const options = ["-v", "error", ...NO_NETWORK, "-print_format", "json", "-show_format", "-show_streams", file];
  return JSON.parse(await runProgram("ffprobe", options, signal)) as Probed;
}

async function runProgram(program: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { signal, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    const reason = stderr
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^\/.*?: /, "");
    throw new UndecodableError(reason || (error as Error).message, { cause: error });
  }
}
