import type { IConstruct } from "constructs";
import type { MessageQueue } from "../media/notification";
import { ValidationError } from "../validation/errors";

/**
 * The error for a TDMQ (CMQ) queue or topic, which no function can read.
 *
 * @see https://www.tencentcloud.com/document/product/583/11517 the trigger's page, which says that it is no longer valid
 */
export function refuseMessageQueue(scope: IConstruct, { mode, name }: MessageQueue): ValidationError {
  const remedy =
    mode === "Topic"
      ? "give its topic a subscription of type http with the format SIMPLIFIED to the callbackUrl of another ingress, or use Ingress.kafka()"
      : "have a consumer of yours post each message to the callbackUrl of another ingress, or use Ingress.kafka()";
  return new ValidationError(
    `Ingress.messageQueue() has no trigger (got the ${mode.toLowerCase()} ${JSON.stringify(name)}): SCF creates triggers of ` +
      `the types cos, cls, timer, ckafka and http, and no longer of CMQ; ${remedy}`,
    scope,
  );
}
