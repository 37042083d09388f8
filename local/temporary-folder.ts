/** Temporary folders. A folder's name contains the id and start time of its process: a later run removes leftovers. */
import { lstatSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSameProcess, processStart } from "./process-start";

/** Purpose of a folder. */
const PURPOSES = ["local-cloud", "matrix", "frames", "plugins"] as const;
const NAME = new RegExp(`^(?:${PURPOSES.join("|")})-(\\d+)-(\\d+)-`);
/** Start time of a process on a system that does not report it. */
const UNKNOWN = "0";

/** Creates a folder, and removes all folders of killed processes. */
export async function makeTemporaryFolder(purpose: (typeof PURPOSES)[number], parent = tmpdir()): Promise<string> {
  await removeLeftovers(parent);
  return mkdtemp(join(parent, `${purpose}-${process.pid}-${processStart(process.pid) ?? UNKNOWN}-`));
}

async function removeLeftovers(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const stale = names.filter((name) => {
    const [, pid, start] = NAME.exec(name) ?? [];
    return pid !== undefined && !isSameProcess(Number(pid), start === UNKNOWN ? undefined : start);
  });
  const ownFolders = stale.map((name) => join(parent, name)).filter(isOwn);
  await Promise.all(ownFolders.map((folder) => rm(folder, { recursive: true, force: true }).catch(() => {})));
}

function isOwn(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === (process.getuid?.() ?? stat.uid);
}
