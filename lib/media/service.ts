import { Construct } from "constructs";
import { MediaService as MediaServiceResource } from "#tencentci/media-service";
import { prepareBucket } from "./bucket";
import type { MediaBucketProps } from "./bucket";
import { checkFamily } from "./family";
import type { QueueFamilyProps } from "./family";

/** Options of the services of a `CiCallbackPipeline`. */
export interface MediaServiceOptions {
  /**
   * Whether destroying turns the bucket's service off, for all its users, its queue with it. The binding of CI
   * to the bucket stays in any case.
   *
   * @default false
   */
  readonly disableOnDestroy?: boolean;
}

/** Properties of `MediaService`. */
export interface MediaServiceProps extends MediaServiceOptions, QueueFamilyProps, MediaBucketProps {}

/**
 * CI on a bucket: binds it and enables one of its services, media processing by default, where they are missing, and
 * leaves both on.
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
