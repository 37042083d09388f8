/**
 * The folder of a local pipeline in the project. It holds the pipeline's files, and other commands find the pipeline by
 * it. `local` creates it at its start and removes it at its end; nothing in it is needed afterwards.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlAddress } from "../../local/control/client";
import { isSameProcess, processStart } from "../../local/process-start";
import { foldersOfProject, requireOwn } from "./trust";

const FOLDER = ".cdktf-tencentcloud-ci";
const FILE = "local.json";
/** Copies of the stacks that are applied, with their states. */
export const STACKS = "stacks";
/** The last builds of the functions' code. */
export const BUILDS = "builds";
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+\/?$/;

/** A running local pipeline. */
export interface Session extends ControlAddress {
  /** Certificate of its addresses, in PEM. */
  readonly certificate: string;
  /** Callback URLs, secrets included, and topics as addresses of the local cloud. */
  readonly callbackUrls: readonly string[];
  /** A bucket of the pipeline. */
  readonly bucket?: string;
  readonly region: string;
  /** Variables that make an unchanged stack deploy to the pipeline's cloud. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Inboxes of durable delivery. @default - none */
  readonly inboxes?: readonly { readonly bucket: string; readonly prefix: string }[];
  /** The applied stacks in their working folders, with their states. @default - none */
  readonly stacks?: readonly { readonly name: string; readonly folder: string }[];
}

interface Stored {
  readonly pid: number;
  /** When the process started: a container may give every run the same process id. */
  readonly start?: string;
  /** Undefined during the start. */
  readonly session?: Session;
}

/** The folder while `local` runs. */
export class SessionFolder {
  private constructor(readonly path: string) {
    process.once("exit", this.remove);
  }

  /**
   * Creates the folder. Replaces a folder whose process has ended.
   *
   * @throws Error if another process runs a local pipeline in this project
   */
  static open(project: string): SessionFolder {
    const path = join(project, FOLDER);
    const stored = read(path);
    if (stored && isAlive(stored)) {
      throw new Error(
        `A local pipeline must be the only one in its project (got process ${stored.pid} in ${path}); stop that first`,
      );
    }
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const folder = new SessionFolder(path);
    writeFileSync(join(path, ".gitignore"), "*\n");
    folder.#write();
    return folder;
  }

  /** Publishes the pipeline to other commands. */
  announce(session: Session): void {
    this.#write(session);
  }

  readonly remove = (): void => {
    process.off("exit", this.remove);
    rmSync(this.path, { recursive: true, force: true });
  };

  #write(session?: Session): void {
    const stored: Stored = { pid: process.pid, start: processStart(process.pid), session };
    const file = join(this.path, FILE);
    writeFileSync(`${file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${file}.new`, file); // rename is atomic: no reader sees half a file
  }
}

/**
 * The pipeline that runs in this folder or in a parent folder of the project; `undefined` if none runs.
 *
 * @throws Error for a session file that another user may have written
 */
export function findSession(from: string): Session | undefined {
  for (const folder of foldersOfProject(from)) {
    const stored = read(join(folder, FOLDER));
    if (!stored || !isAlive(stored)) continue;
    if (stored.session) return stored.session;
    throw new Error(`The local pipeline in ${folder} must be up (got one that is starting); wait a moment`);
  }
  return undefined;
}

function read(folder: string): Stored | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  requireOwn(folder);
  requireOwn(file);
  const stored = parse(readFileSync(file, "utf8"));
  if (!stored) return undefined;
  const { session } = stored;
  if (session === undefined || LOOPBACK.test(session.url)) return stored;
  throw new Error(`${file} must name a pipeline on this machine (got ${session.url})`);
}

/** Undefined for a file that was damaged, such as by a power failure. */
function parse(text: string): Stored | undefined {
  try {
    const stored = JSON.parse(text) as Stored | null;
    return typeof stored?.pid === "number" ? stored : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, start }: Stored): boolean {
  return isSameProcess(pid, start);
}
