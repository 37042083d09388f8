import { sha256 } from "../../handler/callback/digest";
import type { CallbackEvent } from "../../handler/callback/events";
import { parseCallback } from "../../handler/callback/parse";
import { keyOf } from "../../handler/delivery/durable/key";
import type { Delivery } from "../ci/delivery";
import { STATUS } from "../scf/errors";
import type { Inboxes } from "./inboxes";
import type { CallbackAbout, CallbackRow, Outcome } from "./protocol";

/** The event in a body, as user code gets it, or the handler's reason for refusing it. */
export function readEvent(body: string): CallbackEvent | string {
  try {
    return parseCallback(body);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The row of a callback in the list. */
export function summarize(delivery: Delivery, order: number, inboxes: Pick<Inboxes, "outcomeOf">): CallbackRow {
  const { id, at, format, requestBody, status, ms, fault } = delivery;
  const event = readEvent(requestBody);
  const key = typeof event === "string" ? undefined : keyOf(event, () => sha256(requestBody));
  const answer = readAnswer(delivery.answer ?? "");
  const deliveryOutcome = key === undefined ? undefined : inboxes.outcomeOf(key);
  return {
    id,
    order,
    at: at.getTime(),
    format,
    ...aboutOf(event),
    bytes: Buffer.byteLength(requestBody),
    ...(status !== undefined && { status }),
    answer: delivery.error ?? answer.text,
    ms,
    outcome: outcomeOf(status, answer, deliveryOutcome),
    ...(fault !== undefined && { fault }),
    ...(deliveryOutcome !== undefined && { key }),
  };
}

/** The subject of a callback, for the list. */
export function aboutOf(event: CallbackEvent | string): CallbackAbout {
  const emptyFields = { title: "", subject: "", object: "", state: "" };
  if (typeof event === "string") return { ...emptyFields, kind: "invalid" };
  switch (event.type) {
    case "jobs": {
      const { tag, jobId, state, input } = event.jobs[0]!;
      const title = event.jobs.length > 1 ? `${tag} +${event.jobs.length - 1}` : tag;
      return { kind: "jobs", title, subject: jobId, object: input?.object ?? input?.url ?? "", state };
    }
    case "workflow": {
      const { runId, workflowName, workflowId, object = "", state } = event.execution;
      return { kind: "workflow", title: workflowName || workflowId, subject: runId, object, state };
    }
    case "moderation": {
      const { eventName, jobId = "", object, url, state } = event;
      return { kind: "moderation", title: eventName, subject: jobId, object: object ?? url ?? "", state };
    }
    case "unknown":
      return { ...emptyFields, kind: "unknown", title: event.eventName ?? "" };
    case "probe":
      return { ...emptyFields, kind: "probe" };
  }
}

function outcomeOf(status: number | undefined, answer: Answer, folder: Outcome | undefined): Outcome {
  if (status === undefined) return "lost";
  // The platform's codes for failed functions begin here; API Gateway replaces them by 200.
  if (status >= STATUS.userException || answer.isFailure) return "failed";
  if (status >= 400) return "refused";
  if (answer.text === "duplicate" || answer.text === "unrouted") return answer.text;
  return folder ?? "done";
}

interface Answer {
  readonly text: string;
  /** The platform reports that the function failed. */
  readonly isFailure: boolean;
}

/** Summary of an answer of the handler or the platform. */
function readAnswer(body: string): Answer {
  try {
    const { status, error, errorMessage } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const text = error ?? errorMessage ?? status;
    return { text: typeof text === "string" ? text : "", isFailure: errorMessage !== undefined };
  } catch {
    return { text: "", isFailure: false };
  }
}
