/**
 * API 3.0 of the services whose resources the local cloud stores, for clients other than the simulated provider: one
 * action per request, JSON over HTTP, errors with status 200.
 *
 * @see https://cloud.tencent.com/document/api/213/30652
 */
import type { Credentials } from "../credentials";
import { API3_ANSWERS } from "../http/auth";
import { ServiceError } from "../http/errors";
import type { Reply, Request } from "../http/message";
import { checkTc3 } from "../http/tc3";
import { ApiError } from "../resources/kind";
import { FunctionError } from "../scf/errors";
import type { ActionContext, Actions, Fields } from "./action";
import { SERVICES } from "./services";

const HOST = /^(?<service>[a-z0-9]+)\.(?:[a-z0-9-]+\.)?(?:intl\.)?tencentcloudapi\.com(?::\d+)?$/;

/** The service of API 3.0 that a Host header names; `undefined` when it names none. */
export function api3Service(host: string): string | undefined {
  return HOST.exec(host)?.groups?.["service"];
}

/** Answers requests to API 3.0. */
export function createApi3(
  services: Omit<ActionContext, "region">,
  credentials: Credentials,
): (service: string, request: Request, requestId: string) => Promise<Reply> {
  return async (service, request, RequestId) => {
    const answer = async (): Promise<Fields> => {
      const failure = checkTc3(request, service, credentials.all, services.clock.now());
      if (failure) throw new ApiError(...API3_ANSWERS[failure]);
      const region = header(request, "x-tc-region") || services.settings.region;
      return actionOf(service, request)(bodyOf(request), { ...services, region });
    };
    try {
      return json({ ...(await answer()), RequestId });
    } catch (error) {
      const { code, message } = asApiError(error);
      return json({ Error: { Code: code, Message: message }, RequestId });
    }
  };
}

function actionOf(service: string, request: Request) {
  const name = header(request, "x-tc-action");
  const actions: Actions = Object.hasOwn(SERVICES, service) ? SERVICES[service]! : {};
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) throw new ApiError("InvalidAction", `the local cloud has no action ${name} of service ${service}`);
  return action;
}

function bodyOf({ body }: Request): Fields {
  try {
    return JSON.parse(body.toString("utf8") || "{}") as Fields;
  } catch {
    throw new ApiError("InvalidParameter", "the body must be JSON");
  }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ServiceError) return new ApiError(error.code, error.message);
  if (error instanceof FunctionError) return new ApiError("FailedOperation", error.message);
  console.error(error); // a defect of the local cloud
  return new ApiError("InternalError", "internal error");
}

function header({ headers }: Request, name: string): string {
  return String(headers[name] ?? "");
}

function json(Response: Fields): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ Response }) };
}
