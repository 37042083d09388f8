import type { BuildOptions, BuildResult } from "esbuild";

export function buildHandler(
  options?: BuildOptions & { readonly durable?: boolean; readonly queue?: boolean },
): Promise<BuildResult<{ metafile: true }>>;

export function buildServer(options?: BuildOptions): Promise<BuildResult<{ metafile: true }>>;

export function buildSubmitter(options?: BuildOptions): Promise<BuildResult<{ metafile: true }>>;
