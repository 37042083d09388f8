import { statementsOf } from "../../cam/policy";
import { ApiError } from "../../resources/kind";
import { required } from "../action";
import type { Fields } from "../action";

/** The policy document of a request, which must be JSON with statements. */
export function documentOf(request: Fields): string {
  const document = required(request, "PolicyDocument");
  try {
    if (statementsOf(document).length > 0) return document;
  } catch {
    // not JSON: refused below
  }
  throw new ApiError("FailedOperation.PolicyDocumentError", "PolicyDocument must be JSON with a list of statements");
}
