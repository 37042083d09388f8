/**
 * The folder of a local pipeline in the project: its files, and how other commands find it. It is made when `local` starts
 * and removed when it ends, and holds nothing that anybody else needs.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ControlAddress } from "../../local/control/client";
import { foldersOfProject, requireOwn } from "./trust";

const FOLDER = ".cdktf-tencentcloud-ci";
const FILE = "local.json";
/** Copy of the stack that is applied, and its state. */
export const STACK = "stack";
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d+\/?$/;

/** A local pipeline that is up. */
export interface Session extends ControlAddress {
  /** Certificate, in PEM, of its addresses. */
  readonly certificate: string;
  /** Where callbacks go, secrets included. */
  readonly callbackUrls: readonly string[];
  /** A bucket of the pipeline. */
  readonly bucket?: string;
  readonly region: string;
}

interface Stored {
  readonly pid: number;
  /** Absent while it starts. */
  readonly session?: Session;
}

/** The folder, while `local` runs. */
export class SessionFolder {
  private constructor(readonly path: string) {
    process.once("exit", this.remove);
  }

  /**
   * Makes the folder, in place of one whose process is gone.
   *
   * @throws Error when another process runs a local pipeline in this project
   */
  static open(project: string): SessionFolder {
    const path = join(project, FOLDER);
    const stored = read(path);
    if (stored && isAlive(stored.pid)) {
      throw new Error(
        `A local pipeline must be the only one in its project (got process ${stored.pid} in ${path}); stop that first`,
      );
    }
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const folder = new SessionFolder(path);
    writeFileSync(join(path, ".gitignore"), "*\n");
    folder.#write({ pid: process.pid });
    return folder;
  }

  /** Lets other commands find the pipeline. */
  announce(session: Session): void {
    this.#write({ pid: process.pid, session });
  }

  readonly remove = (): void => {
    process.off("exit", this.remove);
    rmSync(this.path, { recursive: true, force: true });
  };

  #write(stored: Stored): void {
    const file = join(this.path, FILE);
    writeFileSync(`${file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${file}.new`, file); // whoever reads it reads it whole
  }
}

/**
 * The pipeline that runs in this folder or one above it, as far as the project goes; `undefined` when there is none.
 *
 * @throws Error for one that another user may have written
 */
export function findSession(from: string): Session | undefined {
  for (const folder of foldersOfProject(from)) {
    const stored = read(join(folder, FOLDER));
    if (!stored || !isAlive(stored.pid)) continue;
    if (stored.session) return stored.session;
    throw new Error(`The local pipeline in ${folder} must be up (got one that still starts); wait a moment`);
  }
  return undefined;
}

/** Folder of the stack that the pipeline runs, with its state; `undefined` when there is none. */
export function sessionStack(from: string): string | undefined {
  const folder = foldersOfProject(from).find((folder) => {
    const stored = read(join(folder, FOLDER));
    return stored !== undefined && isAlive(stored.pid);
  });
  return folder === undefined ? undefined : join(folder, FOLDER, STACK);
}

function read(folder: string): Stored | undefined {
  const file = join(folder, FILE);
  if (!existsSync(file)) return undefined;
  requireOwn(folder);
  requireOwn(file);
  const stored = JSON.parse(readFileSync(file, "utf8")) as Stored;
  const { session } = stored;
  if (session === undefined || LOOPBACK.test(session.url)) return stored;
  throw new Error(`${file} must name a pipeline on this machine (got ${session.url})`);
}

/** A process that may not be signalled belongs to another user: the number was given away again. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
