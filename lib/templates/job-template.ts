import { Fn } from "cdktf";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { jobKindOf } from "../../api/job-types";
import { prepareBucket } from "../media/bucket";
import type { MediaBucketProps } from "../media/bucket";
import { MediaService } from "../media/service";
import { templateId } from "../media/template";
import { CREATE_FIRST } from "../terraform/replacement";
import { nameFromPath } from "../terraform/names";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { requireRegion, useVendorProvider } from "../terraform/vendor-provider";
import { checkPresent, checkText } from "../validation/check";
import { VendorResource } from "./vendor-resource";
import type { TemplateContent } from "./template";

/** Properties of `JobTemplate`. */
export interface JobTemplateProps extends MediaBucketProps {
  /** What the template contains, such as `Template.snapshot({ count: 3 })`. */
  readonly content: TemplateContent;

  /**
   * Name of the template, up to 55 letters (also Chinese), digits, `_`, `-` and `*`. A dash and a digest of the contents
   * are appended.
   *
   * @default - derived from the construct's path
   */
  readonly name?: string;

  /**
   * The vendor's provider to use, which must be one of the bucket's region.
   *
   * @default - the stack's
   */
  readonly vendorProvider?: TerraformProvider;
}

const DIGEST_LENGTH = 8;
const NAME_LENGTH = 55;
const NAME = /^[\p{L}\p{N}_*-]{1,55}$/u;

/**
 * A CI template for jobs and workflow nodes, such as `template: thumbnails`. CI's service for such jobs is enabled
 * first and stays enabled.
 *
 * A change replaces the template: the new id is in use everywhere before the old template is deleted. The vendor's
 * provider cannot update in place: it sends only the changed arguments, and CI drops the others; it also ignores a
 * change of bucket. Arguments that CI fills in or the provider does not read back are ignored.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
export class JobTemplate extends Construct {
  /** CI's id of the template; known after apply. */
  public readonly templateId: string;
  public readonly resource: VendorResource;
  public readonly service: MediaService;

  constructor(scope: Construct, id: string, props: JobTemplateProps) {
    super(scope, id);
    const { bucket, region, provider, content, vendorProvider, name = nameFromPath(this, NAME_LENGTH) } = props;
    prepareBucket(this, props);
    useVendorProvider(this, vendorProvider);
    requireRegion(this, "Bucket of a template", region, "the vendor's provider");
    checkPresent(this, "Content of the template", content);
    checkText(this, "Name of the template", name, NAME, "have 1 to 55 letters, digits, _, - and *");
    const values = content.render(this);

    const family = jobKindOf(content.tag).service;
    this.service = new MediaService(this, "Service", { bucket, region, family, provider });
    this.service.resource.lifecycle = CREATE_FIRST; // like the template, which depends on it
    const contents = new TerraformData(this, "Contents", {
      input: { bucket, name, type: content.resourceType, values },
    });
    // No page says whether two templates may have the same name. The digest makes the names of a template and its successor differ.
    const digest = Fn.substr(Fn.sha256(Fn.jsonencode(contents.interpolationForAttribute("input"))), 0, DIGEST_LENGTH);

    this.resource = new VendorResource(this, "Resource", {
      type: content.resourceType,
      values: { bucket, name: `${name}-${digest}`, ...values },
      dependsOn: [this.service.resource, ...(props.dependsOn ?? [])],
      lifecycle: {
        ...CREATE_FIRST,
        ignoreChanges: Object.keys(values),
        replaceTriggeredBy: [addressOf(contents)],
      },
    });
    this.templateId = templateId(this, "Template", { id: this.resource.getStringAttribute("id") });
  }
}
