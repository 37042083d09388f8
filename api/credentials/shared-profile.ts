/**
 * The credentials that Tencent Cloud's command line tool stores: `<profile>.credential` and `<profile>.configure`.
 *
 * @see https://www.tencentcloud.com/document/product/1013/33464
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../sign";
import type { AssumeRole } from "./assume-role";

export interface SharedProfile {
  readonly credentials?: Credentials;
  readonly region?: string;
  /** The role of `tccli configure --role-arn`. */
  readonly role?: AssumeRole;
}

/** The file that holds a profile's key. */
export function profilePath(directory: string | undefined, profile: string): string {
  return join(expandHome(directory ?? "~/.tccli"), `${profile}.credential`);
}

/** @throws TypeError if a file exists but is not a JSON object */
export function readSharedProfile(directory: string | undefined, profile: string): SharedProfile {
  const base = expandHome(directory ?? "~/.tccli");
  const content = readJson(profilePath(directory, profile));
  const system = readJson(join(base, `${profile}.configure`))["_sys_param"];
  const region = isRecord(system) ? text(system["region"]) : undefined;
  const [id, key] = [text(content["secretId"]), text(content["secretKey"])];
  const [roleArn, sessionName] = [text(content["role-arn"]), text(content["role-session-name"])];
  return {
    region,
    ...(id && key && { credentials: { secretId: id, secretKey: key, token: text(content["token"]) } }),
    ...(roleArn && sessionName && { role: { roleArn, sessionName } }),
  };
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
