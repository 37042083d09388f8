import type { BuildOptions, Metafile } from "esbuild";

export function program(entry: string): Promise<string>;
export function bundle(entries: Readonly<Record<string, string>>, options?: BuildOptions): Promise<Metafile>;
