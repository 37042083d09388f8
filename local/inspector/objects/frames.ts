/** Pictures of films, taken by ffmpeg. */
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StoredObject } from "../../cos/objects";
import { makeTemporaryFolder } from "../../temporary-folder";

const run = promisify(execFile);

const WIDTH = 160;
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 1024 * 1024;
const MAX_KEPT = 500;

/** Takes pictures one at a time, and keeps the last ones. */
export class Frames {
  readonly #kept = new Map<string, Promise<Buffer | undefined>>();
  readonly #closing = new AbortController();
  #folder: Promise<string> | undefined;
  /** The video in the folder. */
  #written = "";
  #last: Promise<unknown> = Promise.resolve();

  /**
   * A JPEG picture of a film.
   *
   * @param seconds from the film's beginning
   * @returns `undefined` if the film has no picture at this time, or ffmpeg cannot decode it
   */
  at(film: Pick<StoredObject, "body" | "etag">, seconds: number): Promise<Buffer | undefined> {
    const name = `${film.etag} ${seconds}`;
    const existing = this.#kept.get(name);
    if (existing) return existing;
    const frame = this.#last.then(() => this.#take(film, seconds)).catch(() => undefined);
    this.#last = frame;
    this.#kept.set(name, frame);
    if (this.#kept.size > MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return frame;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#last;
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #take({ body, etag }: Pick<StoredObject, "body" | "etag">, seconds: number): Promise<Buffer | undefined> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    const folder = await (this.#folder ??= makeTemporaryFolder("frames"));
    const file = join(folder, "film");
    if (this.#written !== etag) {
      this.#written = "";
      await writeFile(file, body, { signal });
      this.#written = etag;
    }
    // ffmpeg opens nothing on a network. -ss before -i seeks by the index instead of decoding from the beginning.
    const input = ["-v", "error", "-nostdin", "-protocol_whitelist", "file", "-ss", String(seconds), "-i", file];
    const output = ["-frames:v", "1", "-vf", `scale=${WIDTH}:-2`, "-f", "mjpeg", "-"];
    const limits = { signal, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, encoding: "buffer" } as const;
    const { stdout } = await run("ffmpeg", [...input, ...output], limits);
    return stdout.length > 0 ? stdout : undefined;
  }
}
