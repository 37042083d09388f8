import type { ITerraformDependable, TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";
import { checkPresent, checkText } from "../validation/check";
import { TencentciProvider } from "../terraform/tencentci-provider";

/** Bucket and region that a CI resource belongs to. All media constructs share these properties. */
export interface MediaBucketProps {
  /** Full name of the COS bucket, with the APPID: `media-1250000000`. */
  readonly bucket: string;

  /**
   * Region of the bucket, such as `ap-guangzhou`.
   *
   * @default - the region of the provider
   */
  readonly region?: string;

  /**
   * The `tencentci` provider to use.
   *
   * @default - the provider of the stack, created if the stack has none
   */
  readonly provider?: TerraformProvider;

  /**
   * Resources that must exist before this one.
   *
   * @default - the resources that the properties refer to
   */
  readonly dependsOn?: ITerraformDependable[];
}

/** Checks the shared properties and makes sure that the stack has a provider. */
export function prepareBucket(scope: IConstruct, { bucket, region, provider }: MediaBucketProps): void {
  const name = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?-\d+$/;
  checkPresent(scope, "Bucket", bucket);
  checkText(scope, "Bucket", bucket, name, "be the full name with the APPID, such as media-1250000000");
  checkText(scope, "Region", region, /^[a-z]+(-[a-z0-9]+)+$/, "be a region's id, such as ap-guangzhou");
  if (!provider) TencentciProvider.ensure(scope);
}
