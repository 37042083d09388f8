import type { Clock } from "../clock";
import type { Bucket, Buckets } from "../cos/bucket";
import type { Notifications } from "../cos/notifications";
import { buildXml } from "./xml";
import type { XmlElement } from "./xml";
import type { Reply, Request } from "./message";
import type { Settings } from "../settings";
import type { Executions } from "../ci/executions";
import type { Jobs } from "../ci/jobs";

/** The data that calls work on. */
export interface ObjectServices {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly buckets: Buckets;
  readonly jobs: Jobs;
  readonly executions: Executions;
  readonly notifications: Pick<Notifications, "onEvent">;
}

/** A signed request for an existing bucket. */
export interface CallContext extends ObjectServices {
  readonly request: Request;
  readonly requestId: string;
  readonly region: string;
  readonly bucket: Bucket;
  /** Matches of the path's groups. */
  readonly params: readonly string[];
}

/** One call of the CI or COS API: which requests it handles, its conditions, and its effect. */
export interface Call {
  /** `ci`, `pic` and `cos` hosts contain the bucket's name; `ci-region` is CI's host without a bucket. */
  readonly host: "ci" | "pic" | "cos" | "ci-region";
  readonly method: string;
  readonly path: RegExp;
  /** Query key without a value that distinguishes this call from others on the same path. @default - none */
  readonly action?: string;
  /** `bound`: CI is bound to the bucket; `media`: media processing is enabled too. @default - the bucket exists */
  readonly needs?: "bound" | "media";
  /** Permissions of CAM that the call requires, by the names of its page. @default - not checked */
  readonly actions?: readonly string[] | ((context: CallContext) => readonly string[]);
  /** Whether the call creates the bucket of the host, which then need not exist. @default false */
  readonly createsBucket?: boolean;
  run(context: CallContext): Reply;
}

/** An answer in XML. Undefined members are left out. */
export function xmlReply(content: XmlElement): Reply {
  return { status: 200, headers: { "content-type": "application/xml" }, body: buildXml("Response", content) };
}

/** Values of a comma-separated query parameter. */
export function listParam(query: URLSearchParams, name: string): string[] {
  return (query.get(name) ?? "").split(",").filter((item) => item !== "");
}
