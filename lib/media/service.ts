import { Construct } from "constructs";
import { MediaService as MediaServiceResource } from "#tencentci/media-service";
import { prepareBucket } from "./bucket";
import type { MediaBucketProps } from "./bucket";
import { checkFamily } from "./family";
import type { QueueFamilyProps } from "./family";

/** Options of the services of a `CiCallbackPipeline`. */
export interface MediaServiceOptions {
  /**
   * Whether destroying disables the bucket's service and its queue, for all users of the bucket. CI stays bound
   * to the bucket in any case.
   *
   * @default false
   */
  readonly disableOnDestroy?: boolean;
}

/** Properties of `MediaService`. */
export interface MediaServiceProps extends MediaServiceOptions, QueueFamilyProps, MediaBucketProps {}

/**
 * CI on a bucket: binds CI to it and enables one service, by default media processing, if they are not yet. Destroying
 * leaves both in place.
 *
 * @see https://cloud.tencent.com/document/product/436/75236
 */
export class MediaService extends Construct {
  public readonly bucket: string;
  public readonly resource: MediaServiceResource;

  constructor(scope: Construct, id: string, props: MediaServiceProps) {
    super(scope, id);
    const { bucket, region, family, disableOnDestroy = false, provider, dependsOn } = props;
    prepareBucket(this, props);
    checkFamily(this, family);
    this.bucket = bucket;
    this.resource = new MediaServiceResource(this, "Resource", {
      bucket,
      region,
      family,
      disableOnDestroy,
      provider,
      dependsOn,
    });
  }
}
