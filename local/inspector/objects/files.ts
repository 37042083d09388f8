/**
 * The bytes of objects, and pictures of films: `GET` and `PUT /api/object?bucket=…&key=…`, `GET
 * /api/frame?…&at=seconds`. A key is part of the query, since browsers shorten paths that contain `.` or `..`.
 */
import type { LocalCloud } from "../../cloud";
import { MAX_OBJECT_BYTES } from "../../cos/objects";
import type { StoredObject } from "../../cos/objects";
import type { Reply, Request } from "../../http/message";
import { rangeReply } from "../../http/range";
import { keyIn } from "../input";
import { contentOf } from "./content";
import type { Frames } from "./frames";

const OBJECT = "/api/object";
const FRAME = "/api/frame";

/** The browser downloads any object. If it opens one as a page, the page has no origin and runs no scripts. */
const INERT = { "content-security-policy": "default-src 'none'; sandbox", "content-disposition": "attachment" };

/** Maximum size of a request's body; `undefined` if the request is not one of these. */
export const objectLimitOf = (method: string, url: string): number | undefined =>
  method === "PUT" && url.startsWith(`${OBJECT}?`) ? MAX_OBJECT_BYTES : undefined;

export class ObjectFiles {
  constructor(
    private readonly cloud: Pick<LocalCloud, "buckets" | "ffmpeg" | "putObject">,
    private readonly frames: Frames,
  ) {}

  /** Answers a request that has passed the guard; `undefined` for other paths. */
  async answer(request: Request): Promise<Reply | undefined> {
    const { method, path } = request;
    if (path === OBJECT && method === "PUT") return this.#put(request);
    if (method !== "GET" || (path !== OBJECT && path !== FRAME)) return undefined;
    const object = this.#find(request);
    if (!object) return { status: 404 };
    return path === FRAME ? this.#frame(object, request) : read(object, request);
  }

  #put({ query, headers, body }: Request): Reply {
    const [bucket, key] = [query.get("bucket") ?? "", keyIn({ key: query.get("key") ?? "" })];
    if (!this.cloud.buckets.some(({ name }) => name === bucket)) return { status: 404 };
    this.cloud.putObject(bucket, key, body, headers["content-type"]);
    return { status: 200, headers: { "content-type": "application/json" }, body: "{}" };
  }

  async #frame(object: StoredObject, { query }: Request): Promise<Reply> {
    const seconds = Number(query.get("at"));
    const isFilm = contentOf(object.body).preview === "video";
    if (this.cloud.ffmpeg === undefined || !isFilm || !(seconds >= 0 && seconds < 1e6)) return { status: 404 };
    const body = await this.frames.at(object, seconds);
    if (!body) return { status: 404 };
    return { status: 200, headers: { ...INERT, "content-type": "image/jpeg" }, body };
  }

  #find({ query }: Request): StoredObject | undefined {
    const bucket = this.cloud.buckets.find(({ name }) => name === query.get("bucket"));
    return bucket?.objects.get(query.get("key") ?? "");
  }
}

function read({ body, etag }: StoredObject, { headers }: Request): Reply {
  const properties = { ...INERT, "content-type": contentOf(body).type, etag };
  const unsatisfiable = { status: 416, headers: { ...INERT, "content-range": `bytes */${body.length}` } };
  return rangeReply(headers, body, properties) ?? unsatisfiable;
}
