import { statSync, watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Reports changes of files in folders. Continues after a folder is deleted and created again, as by `git checkout`: the
 * system's watch follows the deleted folder and never reports the new one. The parent folders are therefore watched
 * too: each change of a name there checks which folders are watched.
 */
export class FolderWatch {
  readonly #folders = new Set<string>();
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>();
  #isClosed = false;

  /** @param onChange called with the path of the change: a file, or a folder that was created again */
  constructor(private readonly onChange: (path: string) => void) {}

  /** Watches more folders; returns the folders that were not watched before. */
  add(folders: Iterable<string>): string[] {
    const added = [...new Set(folders)].filter((folder) => !this.#folders.has(folder));
    if (this.#isClosed) return [];
    for (const folder of added) this.#folders.add(folder);
    this.#watchAll();
    return added;
  }

  close(): void {
    this.#isClosed = true;
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Watches each folder and its parents if they exist; returns the folders that are new since the last call. */
  #watchAll(): string[] {
    const reappeared: string[] = [];
    for (const folder of this.#folders) {
      for (const path of withParents(folder)) {
        const identity = identityOf(path);
        const known = this.#watchers.get(path);
        if (known?.identity === identity) continue;
        known?.watcher.close();
        this.#watchers.delete(path);
        if (identity === undefined || !this.#watch(path, identity)) continue;
        if (path === folder) reappeared.push(folder);
      }
    }
    return reappeared;
  }

  /** False if the folder no longer exists. */
  #watch(path: string, identity: string): boolean {
    try {
      const watcher = watch(path, (event, name) => this.#onEvent(path, event, name));
      watcher.on("error", () => this.#onEvent(path, "rename", null));
      this.#watchers.set(path, { watcher, identity });
      return true;
    } catch {
      return false;
    }
  }

  #onEvent(folder: string, event: string, name: string | null): void {
    if (this.#isClosed) return;
    if (event === "rename") for (const path of this.#watchAll()) this.onChange(path);
    if (this.#folders.has(folder)) this.onChange(join(folder, name ?? ""));
  }
}

/** The folder and its ancestors, up to the current directory if the folder is inside it. */
function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return folder === process.cwd() || parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** Identity of a folder. It differs for a folder that was deleted and created again. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  // A new folder may get the inode number of the deleted one; the creation time differs.
  return stats?.isDirectory() === true ? `${stats.dev} ${stats.ino} ${stats.birthtimeNs}` : undefined;
}
