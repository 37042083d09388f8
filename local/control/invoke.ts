/**
 * `POST /control/invoke` calls a function like SCF's own `Invoke`, with the parameter names of that call.
 *
 * @see https://cloud.tencent.com/document/product/583/18198
 */
import type { Request } from "../http/message";
import { requestId } from "../ids";
import { ApiError } from "../resources/kind";
import type { AsyncCalls } from "../scf/async-calls";
import { FunctionError, STATUS } from "../scf/errors";
import type { Functions } from "../scf/functions";

/** Body of a request that calls a function. */
export interface InvokeBody {
  readonly FunctionName: string;
  /** @default "default" */
  readonly Namespace?: string;
  /** @default "$LATEST" */
  readonly Qualifier?: string;
  /**
   * `Event`: asynchronous, and repeated if it fails.
   *
   * @default "RequestResponse"
   */
  readonly InvocationType?: "RequestResponse" | "Event";
  /** The event as JSON: at most 6 MB, 128 KB with the type `Event`. @default "{}" */
  readonly ClientContext?: string;
}

/** The result of a call. */
export interface InvokeResult {
  readonly FunctionRequestId: string;
  /** 0, or the platform's status code of the failure; for an asynchronous call, whether it was accepted. */
  readonly InvokeResult: number;
  /** The function's result as JSON. */
  readonly RetMsg: string;
  readonly ErrMsg: string;
}

/** Failures of the call, not of the function. */
const ERRORS: Readonly<Record<number, string>> = {
  [STATUS.notFound]: "ResourceNotFound.Function",
  [STATUS.qualifierNotFound]: "ResourceNotFound.Qualifier",
  [STATUS.requestTooLarge]: "InvalidParameterValue.Param",
};

/** @throws ApiError if the function does not exist, or the event is not valid for it */
export async function answerInvoke(
  request: Request,
  { functions, asyncCalls }: { readonly functions: Functions; readonly asyncCalls: AsyncCalls },
): Promise<InvokeResult> {
  const body = JSON.parse(request.body.toString("utf8")) as InvokeBody;
  const { FunctionName: name, Namespace: namespace = "default", Qualifier: qualifier = "$LATEST" } = body;
  const { InvocationType: type = "RequestResponse", ClientContext: event = "{}" } = body;
  const target = { region: request.query.get("region") ?? "", namespace, name };
  if (!isJson(event)) throw new ApiError("InvalidParameterValue.Param", "ClientContext must be JSON");
  let id = requestId();
  try {
    if (type === "RequestResponse") return result(id, 0, await functions.invoke(target, qualifier, event, id));
    if (type !== "Event") {
      const message = `InvocationType must be RequestResponse or Event (got ${String(type)})`;
      throw new ApiError("InvalidParameterValue.InvocationType", message);
    }
    functions.versionOf(target, qualifier);
    id = asyncCalls.call(target, qualifier, event);
    return result(id, 0);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const code = ERRORS[error.status];
    if (code !== undefined) throw new ApiError(code, error.message);
    return result(id, error.status, "", error.message);
  }
}

function result(FunctionRequestId: string, InvokeResult: number, RetMsg = "", ErrMsg = ""): InvokeResult {
  return { FunctionRequestId, InvokeResult, RetMsg, ErrMsg };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
