import { expect, it } from "vitest";
import { CiApiError } from "../../api/errors";
import { explain } from "../../provider/advice";

it("names for a refused key the actions that a policy on the bucket does not allow", () => {
  const error = new CiApiError(403, "AccessDenied", "no", "r", "GET /mediabucket");
  const { message: detail } = explain(error, "Reading") as Error;
  expect(detail).toContain("ci:*) on qcs::ci:<region>:uid/<appid>:bucket/<bucket>/*");
  expect(detail).toMatch(/ci:DescribeCIBuckets, ci:DescribeMediaBuckets and ci:DescribeAsrBuckets .* on \*/);
});
