import { Construct } from "constructs";
import { MediaQueue as MediaQueueResource } from "#tencentci/media-queue";
import { checkOneOf, checkText } from "../validation/check";
import { claim } from "../validation/claims";
import { ValidationError } from "../validation/errors";
import { prepareBucket } from "./bucket";
import type { MediaBucketProps } from "./bucket";
import { checkFamily, QUEUE_ID } from "./family";
import type { QueueFamilyProps } from "./family";
import { notifyConfig } from "./notification";
import type { NotificationOptions, NotificationProps } from "./notification";

/** Options of the queue of a `CiCallbackPipeline`. */
export interface MediaQueueOptions extends NotificationOptions {
  /**
   * Id of the queue: `p` and 32 hexadecimal digits.
   *
   * @default - the only queue of the service
   */
  readonly queueId?: string;

  /**
   * Name of the queue, up to 128 letters (also Chinese), digits, `_`, `-` and `*`.
   *
   * @default - unchanged
   */
  readonly name?: string;

  /**
   * Whether the queue runs jobs. A paused queue finishes its running jobs and holds the others.
   *
   * @default - unchanged
   */
  readonly state?: "Active" | "Paused";
}

/** Properties of `MediaQueue`. */
export interface MediaQueueProps extends MediaQueueOptions, QueueFamilyProps, NotificationProps, MediaBucketProps {}

const NAME = /^[\p{Script=Han}\p{L}\p{N}_*-]{1,128}$/u;

/**
 * The callback settings of a queue: the bucket's media queue, or the queue of another service of CI. CI creates a queue
 * when its service is enabled, so this resource adopts it. Destroying restores the settings that the queue had before.
 *
 * @see https://cloud.tencent.com/document/product/460/42324
 */
export class MediaQueue extends Construct {
  public readonly resource: MediaQueueResource;

  constructor(scope: Construct, id: string, props: MediaQueueProps) {
    super(scope, id);
    const { bucket, region, family, queueId, name, state, provider, dependsOn } = props;
    prepareBucket(this, props);
    checkFamily(this, family);
    checkText(this, "Id of the queue", queueId, QUEUE_ID.pattern, QUEUE_ID.rule);
    checkText(this, "Name of the queue", name, NAME, "have 1 to 128 letters, digits, _, - and *");
    checkOneOf(this, "State of the queue", state, ["Active", "Paused"]);
    const config = notifyConfig(this, props);
    if (!config) {
      throw new ValidationError("Queue must have a receiver: give callbackUrl, messageQueue or kafka (got none)", this);
    }
    claim(this, {
      ...{ subject: "Queue", identity: { bucket, family: family ?? "media" }, optionalIdentity: { region, queueId } },
      name: `${queueId ?? `the ${family ?? "media"} queue`} of ${bucket}`,
      remedy: "share that queue, or set region and queueId on both if these are two queues",
    });

    this.resource = new MediaQueueResource(this, "Resource", {
      bucket,
      region,
      family,
      queueId,
      name,
      state,
      notifyConfig: config,
      provider,
      dependsOn,
    });
  }

  /** Id of the queue. Known after apply. */
  public get queueId(): string {
    return this.resource.queueId;
  }
}
