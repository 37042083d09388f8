/**
 * Decides which users' files are trusted. Any user may write to a folder above the project, such as /tmp: a file there
 * could send a developer's files to somebody else, or run a foreign command.
 */
import { existsSync, lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Files that mark the root of a project, the most reliable first. */
const ROOT_MARKS = [["cdktf.json"], ["package.json", ".git"]];
const ROOT_USER = 0;

/** Folders from this one up to the root of its project; only this folder if it is in no project. */
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
 * @throws Error for a file of another user, and for a link
 */
export function requireOwn(path: string): void {
  const user = process.getuid?.(); // undefined on Windows, where no other user may write into a user's folders
  if (user === undefined) return;
  const stat = lstatSync(path);
  if (stat.uid === user && !stat.isSymbolicLink()) return;
  const got = stat.isSymbolicLink() ? "a link" : `user ${stat.uid}'s`;
  throw new Error(`${path} must be your own (got ${got}): remove it if nobody needs it`);
}

/**
 * @param path file in a parent folder
 * @param from folder that the command runs in
 * @throws Error unless the file belongs to this user, to the owner of that folder, or to root
 */
export function requireKnownOwner(path: string, from: string): void {
  const { uid } = lstatSync(path);
  const user = process.getuid?.();
  if (user === undefined || [user, lstatSync(from).uid, ROOT_USER].includes(uid)) return;
  throw new Error(`${path} must belong to you or to the owner of ${from} (got user ${uid}'s): its command is not run`);
}
