import { tc3Authorization } from "../../../local/http/tc3";
import type { Credential } from "../../../local/options";
import type { LocalCloud } from "../../../local/cloud";
import { postJson } from "./post";

/** Members of an answer. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are read member by member
export type Answer = Readonly<Record<string, any>>;

export interface CallOptions {
  /** @default - the cloud's own */
  readonly credential?: Credential;
  /** Seconds since 1970. @default - now */
  readonly timestamp?: number;
  /** Headers that replace those that are sent. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls an action such as `scf.GetFunction` as the vendor's SDK does: `content-type;host` signed, JSON, POST. */
export async function call(
  cloud: LocalCloud,
  name: string,
  request: object = {},
  { credential = cloud.credential, timestamp = Math.floor(Date.now() / 1000), headers: more = {} }: CallOptions = {},
): Promise<Answer> {
  const [service = "", action = ""] = name.split(".");
  const body = JSON.stringify(request);
  const signedText = { "content-type": "application/json", host: `${service}.tencentcloudapi.com` };
  const authorization = tc3Authorization({ method: "POST", target: "/", headers: signedText, body }, credential, {
    service,
    timestamp,
  });
  const headers = {
    ...signedText,
    authorization,
    "x-tc-action": action,
    "x-tc-version": "2018-04-16",
    "x-tc-timestamp": String(timestamp),
    "x-tc-region": cloud.region,
    ...(credential.token !== undefined && { "x-tc-token": credential.token }),
    ...more,
  };
  const { status, text } = await postJson(cloud.url, headers, body);
  if (status !== 200) throw new Error(`API 3.0 must answer with status 200 (got ${status})`);
  return (JSON.parse(text) as { Response: Answer }).Response;
}

/** The code of a refused call; "accepted" otherwise. */
export async function refusalOf(answer: Promise<Answer>): Promise<string> {
  const { Error: error } = (await answer) as { readonly Error?: { readonly Code: string } };
  return error?.Code ?? "accepted";
}
