import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { checkGiven, checkText } from "../validation/check";
import { TencentciProvider } from "../terraform/tencentci-provider";

/** Where something of CI lives; properties that all media constructs share. */
export interface MediaBucketProps {
  /** Full name of the COS bucket, with the APPID: `media-1250000000`. */
  readonly bucket: string;

  /**
   * Region of the bucket, such as `ap-guangzhou`.
   *
   * @default - that of the provider
   */
  readonly region?: string;

  /**
   * The `tencentci` provider to use.
   *
   * @default - the stack's, which is made if there is none
   */
  readonly provider?: TerraformProvider;

  /**
   * What must exist before.
   *
   * @default - what the properties refer to
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** Checks the shared properties and sees to it that the stack has a provider for them. */
export function prepareBucket(scope: IConstruct, { bucket, region, provider }: MediaBucketProps): void {
  const name = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d+$/;
  checkGiven(scope, "Bucket", bucket);
  checkText(scope, "Bucket", bucket, name, "be the full name with the APPID, such as media-1250000000");
  checkText(scope, "Region", region, /^[a-z]+(-[a-z0-9]+)+$/, "be a region's id, such as ap-guangzhou");
  if (!provider) TencentciProvider.ensure(scope);
}
