/**
 * Sends events of objects to functions, by the stored triggers of type `cos`.
 *
 * @see https://cloud.tencent.com/document/product/583/9707
 */
import { randomInt } from "node:crypto";
import type { Clock } from "../clock";
import type { Faults } from "../faults";
import type { AsyncCalls } from "../scf/async-calls";
import type { Triggers } from "../scf/triggers";
import type { Bucket } from "./bucket";
import type { StoredObject } from "./objects";

/** Events of objects, by COS's names. */
export type ObjectEvent = "cos:ObjectCreated:Put" | "cos:ObjectRemove:Delete";

/** The condition of a trigger of type `cos`. */
interface Description {
  readonly event?: string;
  readonly filter?: { readonly Prefix?: string; readonly Suffix?: string };
}

export class Notifications {
  constructor(
    private readonly triggers: Triggers,
    private readonly calls: AsyncCalls,
    private readonly clock: Clock,
    private readonly faults: Faults,
    /** Milliseconds until an event reaches its function. */
    private readonly eventMs: number,
  ) {}

  onEvent(event: ObjectEvent, bucket: Bucket, key: string, object: StoredObject | undefined): void {
    const source = `${bucket.name}.cos.${bucket.region}.myqcloud.com`;
    for (const { name, description, target, qualifier } of this.triggers.ofType("cos")) {
      if (name !== source || !isSubscribed(description, event, key)) continue;
      const payload = JSON.stringify(eventOf(event, bucket, key, object, this.clock.now()));
      const path = `${bucket.name}/${key}`;
      const faultLine = `EVENT ${target.name} ${event} ${path}`;
      for (const delayMs of this.faults.delaysOf(faultLine)) {
        this.clock.after(this.eventMs + delayMs, () => this.calls.call(target, qualifier, payload, path));
      }
    }
  }
}

function isSubscribed(description: string, event: string, key: string): boolean {
  const { event: wanted = "", filter = {} } = JSON.parse(description) as Description;
  const isEvent = wanted.endsWith("*") ? event.startsWith(wanted.slice(0, -1)) : wanted === event;
  return isEvent && key.startsWith(filter.Prefix ?? "") && key.endsWith(filter.Suffix ?? "");
}

function eventOf(eventName: string, bucket: Bucket, key: string, object: StoredObject | undefined, now: Date): object {
  const [, name = "", appid = ""] = /^(.*)-(\d+)$/.exec(bucket.name) ?? [];
  const host = `${bucket.name}.cos.${bucket.region}.myqcloud.com`;
  const encoded = key.split("/").map(encodeURIComponent).join("/");
  const record = {
    cos: {
      cosSchemaVersion: "1.0",
      cosObject: {
        url: `http://${host}/${encoded}`,
        meta: { "Content-Type": object?.contentType ?? "", ...object?.metadata },
        vid: "",
        key: `/${appid}/${name}/${key}`,
        size: object?.body.length ?? 0,
      },
      cosBucket: { region: bucket.region, name, appid },
      cosNotificationId: "unkown", // sic, in the documented sample
    },
    event: {
      eventName,
      eventVersion: "1.0",
      eventTime: Math.floor(now.getTime() / 1000),
      eventSource: "qcs::cos",
      requestParameters: { requestSourceIP: "127.0.0.1", requestHeaders: {} },
      eventQueue: "",
      reservedInfo: "",
      reqid: randomInt(2 ** 31),
    },
  };
  return { Records: [record] };
}
