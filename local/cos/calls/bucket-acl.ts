import type { Call } from "../../http/call";
import { buildXml } from "../../http/xml";
import type { XmlElement } from "../../http/xml";

const EVERYBODY = "http://cam.qcloud.com/groups/global/AllUsers";
/** Public permissions by a bucket's canned access control list. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  private: [],
  "public-read": ["READ"],
  "public-read-write": ["READ", "WRITE"],
};

/** @see https://cloud.tencent.com/document/product/436/7733 */
export const getBucketAcl: Call = {
  host: "cos",
  method: "GET",
  path: /^\/$/,
  action: "acl",
  actions: ["name/cos:GetBucketACL"],
  run({ bucket, settings: { appId } }) {
    const Owner = { ID: `qcs::cam::uin/${appId}:uin/${appId}`, DisplayName: appId };
    const publicGrants: XmlElement[] = (GRANTS[bucket.acl] ?? []).map((Permission) => ({
      Grantee: { URI: EVERYBODY },
      Permission,
    }));
    const Grant = [{ Grantee: Owner, Permission: "FULL_CONTROL" }, ...publicGrants];
    const body = buildXml("AccessControlPolicy", { Owner, AccessControlList: { Grant } }, { declaration: true });
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  },
};

export const putBucketAcl: Call = {
  host: "cos",
  method: "PUT",
  path: /^\/$/,
  action: "acl",
  actions: ["name/cos:PutBucketACL"],
  run({ bucket, request: { headers } }) {
    bucket.acl = String(headers["x-cos-acl"] ?? headers["x-amz-acl"] ?? bucket.acl);
    return { status: 200 };
  },
};
