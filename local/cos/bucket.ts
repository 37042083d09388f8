import { createHash } from "node:crypto";
import { QUEUE_FAMILIES } from "../../api/queue-families";
import type { QueueFamily } from "../../api/queue-families";
import { ServiceError } from "../http/errors";
import { Objects } from "./objects";
import type { StoredObject } from "./objects";
import type { BatchJob, Execution, Job, Queue, Template, Workflow } from "../ci/model";

/** A service of CI that is enabled for a bucket. */
export interface CiService {
  /** When it was enabled. */
  readonly enabledAt: string;
  readonly queues: Map<string, Queue>;
}

/** A bucket with all data of COS and CI. */
export class Bucket {
  readonly objects = new Objects();
  /** The enabled services of CI. */
  readonly services = new Map<QueueFamily, CiService>();
  readonly workflows = new Map<string, Workflow>();
  readonly jobs = new Map<string, Job>();
  readonly executions = new Map<string, Execution>();
  readonly batchJobs = new Map<string, BatchJob>();
  readonly templates = new Map<string, Template>();
  /** Binding of CI to the bucket. */
  ciStatus: "on" | "off" = "off";
  /** Canned access control list. */
  acl = "private";
  /** Settings such as `lifecycle`, in XML as they were sent. */
  readonly settings = new Map<string, string>();
  /** Versioning is or was enabled: COS then ignores `x-cos-forbid-overwrite`. */
  versioned = false;

  constructor(
    readonly name: string,
    readonly region: string,
  ) {}

  /** A bucket with the same contents. Shares only the bodies of objects, which never change. */
  copy(): Bucket {
    const copy = new Bucket(this.name, this.region);
    addEntries(copy.objects, this.objects);
    addEntries(copy.services, structuredClone(this.services));
    addEntries(copy.workflows, structuredClone(this.workflows));
    addEntries(copy.jobs, structuredClone(this.jobs));
    addEntries(copy.executions, structuredClone(this.executions));
    addEntries(copy.batchJobs, structuredClone(this.batchJobs));
    addEntries(copy.templates, structuredClone(this.templates));
    addEntries(copy.settings, this.settings);
    const { ciStatus, acl, versioned } = this;
    return Object.assign(copy, { ciStatus, acl, versioned });
  }

  put(
    key: string,
    content: { body: Buffer; now: Date; contentType?: string; metadata?: StoredObject["metadata"] },
  ): StoredObject {
    const { body, now, contentType = "application/octet-stream", metadata = {} } = content;
    const etag = `"${createHash("md5").update(body).digest("hex")}"`;
    const object: StoredObject = { body, contentType, etag, lastModified: now, metadata };
    this.objects.set(key, object);
    return object;
  }

  /** When media processing was enabled. */
  get mediaEnabledAt(): string | undefined {
    return this.services.get("media")?.enabledAt;
  }

  /** The queues of media processing. */
  get queues(): Map<string, Queue> {
    return this.queuesOf("media");
  }

  /** The queues of a service; none while it is disabled. */
  queuesOf(family: QueueFamily): Map<string, Queue> {
    return this.services.get(family)?.queues ?? new Map<string, Queue>();
  }

  /** A queue of any service, by id. */
  queueOf(id: string): Queue | undefined {
    return this.allQueues().find(({ QueueId }) => QueueId === id);
  }

  allQueues(): Queue[] {
    return [...this.services.values()].flatMap(({ queues }) => [...queues.values()]);
  }

  /** Throws the documented error unless CI is bound and the service is enabled. */
  requireService(family: QueueFamily): CiService {
    this.requireCi();
    const service = this.services.get(family);
    if (!service) throw this.serviceDisabledError(family);
    return service;
  }

  /** The error for calls to a disabled service. */
  serviceDisabledError(family: QueueFamily): ServiceError {
    const { service } = QUEUE_FAMILIES[family];
    const message = `${family} processing is not enabled for bucket ${this.name}; enable it with POST ${service}`;
    return new ServiceError(403, "AccessDenied", message);
  }

  /** Throws the documented error unless CI is bound. */
  requireCi(): void {
    if (this.ciStatus !== "on") {
      throw new ServiceError(403, "AccessDenied", `CI is not bound to bucket ${this.name}; bind it on the pic host`);
    }
  }
}

function addEntries<Key, Value>(map: Map<Key, Value>, entries: ReadonlyMap<Key, Value>): void {
  for (const [key, value] of entries) map.set(key, value);
}

/** The account's buckets. */
export class Buckets {
  readonly #byName = new Map<string, Bucket>();

  constructor(readonly appId: string) {}

  create(name: string, region: string): Bucket {
    if (!new RegExp(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?-${this.appId}$`).test(name)) {
      throw new ServiceError(
        400,
        "InvalidBucketName",
        `bucket name must be lower-case letters, digits and dashes and end in -${this.appId} (got ${name})`,
      );
    }
    if (this.#byName.has(name)) {
      throw new ServiceError(409, "BucketAlreadyOwnedByYou", `bucket ${name} exists already`);
    }
    const bucket = new Bucket(name, region);
    this.#byName.set(name, bucket);
    return bucket;
  }

  /** Puts copies of all buckets into another account. */
  copyTo(account: Buckets): void {
    for (const bucket of this.#byName.values()) account.#byName.set(bucket.name, bucket.copy());
  }

  /** The bucket with this name and region; throws `NoSuchBucket`. */
  get(name: string, region: string): Bucket {
    const bucket = this.#byName.get(name);
    if (bucket?.region !== region) {
      throw new ServiceError(404, "NoSuchBucket", `bucket ${name} does not exist in ${region}`);
    }
    return bucket;
  }

  find(name: string): Bucket | undefined {
    return this.#byName.get(name);
  }

  all(): Bucket[] {
    return [...this.#byName.values()];
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }
}
