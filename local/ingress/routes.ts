import type { FunctionName } from "../scf/model";

/** An API at the time of its service's release to an environment. */
export interface ReleasedApi {
  readonly apiId: string;
  /** `ANY` matches every method. */
  readonly method: string;
  /** `/callback`, `/users/{id}`, or `=/exact`. */
  readonly path: string;
  readonly function: FunctionName;
  readonly qualifier: string;
  readonly isIntegrated: boolean;
  readonly isBase64Encoded: boolean;
  readonly timeoutS: number;
}

export interface Route {
  readonly api: ReleasedApi;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** The API with the longest path that is a prefix of the request's path, by segments; `=` requires the whole path. */
export function findRoute(apis: readonly ReleasedApi[], method: string, path: string): Route | undefined {
  return apis
    .filter((api) => api.method === "ANY" || api.method === method)
    .map((api) => ({ api, pathParameters: matchPath(api.path, path) }))
    .filter((route): route is Route => route.pathParameters !== undefined)
    .sort((a, b) => segmentsOf(b.api.path).length - segmentsOf(a.api.path).length)[0];
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = segmentsOf(pattern);
  const segments = segmentsOf(path);
  if (segments.length < wanted.length || (pattern.startsWith("=") && segments.length > wanted.length)) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name !== undefined) parameters[name] = segments[index]!;
    else if (segment !== segments[index]) return undefined;
  }
  return parameters;
}

function segmentsOf(path: string): string[] {
  return path
    .replace(/^=/, "")
    .split("/")
    .filter((segment) => segment !== "");
}
