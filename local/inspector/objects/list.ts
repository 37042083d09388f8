/** Objects of buckets, for the page. */
import type { LocalCloud } from "../../cloud";
import type { Bucket } from "../../cos/bucket";
import type { StoredObject } from "../../cos/objects";
import { InputError, string } from "../input";
import type { Fields } from "../input";
import type { Recorder } from "../recorder";
import { contentOf } from "./content";
import type { ObjectDetail, ObjectList, ObjectRow } from "../protocol";
import { startedBy } from "./started";

/** Objects in one answer. */
const PAGE_SIZE = 200;

export class ObjectLists {
  constructor(
    private readonly cloud: Pick<LocalCloud, "buckets" | "asyncCalls">,
    private readonly recorder: Pick<Recorder, "all">,
  ) {}

  list(input: Fields): ObjectList {
    const { objects } = this.#bucket(input);
    const keys = objects.keysAfter(textIn(input, "prefix"), textIn(input, "after"), PAGE_SIZE + 1);
    const pageKeys = keys.slice(0, PAGE_SIZE);
    return {
      objects: pageKeys.map((key) => rowOf(key, objects.get(key)!)),
      ...(keys.length > pageKeys.length && { next: pageKeys.at(-1)! }),
    };
  }

  detail(input: Fields): ObjectDetail {
    const bucket = this.#bucket(input);
    const key = string(input, "key");
    const object = bucket.objects.get(key);
    if (!object) throw new InputError(`bucket ${bucket.name} must have the object (got ${key})`, "noObject");
    return {
      ...rowOf(key, object),
      bucket: bucket.name,
      contentType: object.contentType,
      etag: object.etag,
      preview: contentOf(object.body).preview,
      started: startedBy(bucket, key, this.cloud, this.recorder),
    };
  }

  #bucket(input: Fields): Bucket {
    const name = string(input, "bucket");
    const bucket = this.cloud.buckets.find((bucket) => bucket.name === name);
    if (bucket) return bucket;
    throw new InputError(`bucket must be one of the local cloud (got ${name})`);
  }
}

function rowOf(key: string, { body, lastModified }: StoredObject): ObjectRow {
  return { key, bytes: body.length, at: lastModified.getTime() };
}

function textIn(input: Fields, name: string): string {
  return input[name] === undefined || input[name] === "" ? "" : string(input, name);
}
