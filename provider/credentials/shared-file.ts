/**
 * The credentials that Tencent Cloud's command line tool keeps: `<profile>.credential` and `<profile>.configure`.
 *
 * @see https://www.tencentcloud.com/document/product/1013/33464
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../api/sign";

export interface SharedProfile {
  readonly credentials?: Credentials;
  readonly region?: string;
  /** Where the credentials were looked for. */
  readonly path: string;
}

/** @throws TypeError when a file is there but is no JSON object */
export function readSharedProfile(directory: string | undefined, profile: string): SharedProfile {
  const base = expandHome(directory ?? "~/.tccli");
  const path = join(base, `${profile}.credential`);
  const { secretId, secretKey, token } = readJson(path);
  const system = readJson(join(base, `${profile}.configure`))["_sys_param"];
  const region = isRecord(system) ? text(system["region"]) : undefined;
  const [id, key] = [text(secretId), text(secretKey)];
  return { path, region, ...(id && key && { credentials: { secretId: id, secretKey: key, token: text(token) } }) };
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return {};
    throw new TypeError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const parsed: unknown = JSON.parse(content);
    if (isRecord(parsed)) return parsed;
  } catch {
    // The parser's message would quote the file, which holds a secret.
  }
  throw new TypeError(`${path} must be a JSON object, as \`tccli configure\` writes it`);
}

function expandHome(path: string): string {
  return path === "~" || path.startsWith("~/") ? join(homedir(), path.slice(1)) : path;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
