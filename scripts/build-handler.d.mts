import type { BuildOptions, BuildResult } from "esbuild";

export function buildHandler(options?: BuildOptions): Promise<BuildResult<{ metafile: true }>>;
