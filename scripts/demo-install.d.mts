interface Lock {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

export function prunedLock(lock: Lock, names?: readonly string[]): Lock;
export function installForDemo(root: string, npmCi: (folder: string) => Promise<void>): Promise<void>;
