/**
 * Whose files are believed. A folder above the project may be anybody's, as /tmp is: what lies there could send a
 * developer's files to somebody else, or run a command of theirs.
 */
import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What a folder holds where a project begins, the surest first. */
const ROOT_MARKS = [["cdktf.json"], ["package.json", ".git"]];
const ROOT_USER = 0;

/** Folders from this one up to the one where its project begins; the folder alone where no project is around it. */
export function foldersOfProject(from: string): string[] {
  const folders = [resolve(from)];
  for (let folder = folders[0]!; folder !== dirname(folder);) folders.push((folder = dirname(folder)));
  for (const marks of ROOT_MARKS) {
    const index = folders.findIndex((folder) => marks.some((mark) => existsSync(join(folder, mark))));
    if (index >= 0) return folders.slice(0, index + 1);
  }
  return folders.slice(0, 1);
}

/**
 * @param path file or folder that only this user may have written
 * @throws Error for one of another user, and for a link
 */
export function requireOwn(path: string): void {
  const user = process.getuid?.(); // none on Windows, where nobody else may write into a user's folders
  if (user === undefined) return;
  const stat = lstatSync(path);
  if (stat.uid === user && !stat.isSymbolicLink()) return;
  const got = stat.isSymbolicLink() ? "a link" : `user ${stat.uid}'s`;
  throw new Error(`${path} must be your own (got ${got}): remove it if nobody needs it`);
}

/**
 * @param path file in a folder above
 * @param from folder that the command runs in
 * @throws Error unless the file belongs to this user, to the owner of that folder, or to root
 */
export function requireKnownOwner(path: string, from: string): void {
  const { uid } = lstatSync(path);
  const user = process.getuid?.();
  if (user === undefined || [user, lstatSync(from).uid, ROOT_USER].includes(uid)) return;
  throw new Error(`${path} must belong to you or to the owner of ${from} (got user ${uid}'s): its command is not run`);
}
