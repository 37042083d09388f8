import type { IConstruct } from "constructs";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

/**
 * The newest version that SCF's API documents. Newer ones are in use; docs/open-points.md gives the reason for this
 * default.
 *
 * @see https://www.tencentcloud.com/document/product/583/18586
 */
export const DEFAULT_RUNTIME = "Nodejs18.15";

/** The target of the bundle. */
const OLDEST_NODE = 16;

/** Names of the platform's runtimes without Node.js. */
const WITHOUT_NODE = /^(Python|Go|Php|Java|CustomRuntime|CustomImage)/i;

/**
 * Refuses runtimes that cannot run the handler. Any other name is passed on to the platform, whose list grows.
 *
 * @throws ValidationError
 */
export function checkRuntime(scope: IConstruct, runtime: string | undefined): void {
  if (!isKnown(runtime)) return;
  const [, major] = /^Nodejs(\d+)/i.exec(runtime) ?? [];
  const isTooOld = major !== undefined && Number(major) < OLDEST_NODE;
  if (runtime !== "" && !isTooOld && !WITHOUT_NODE.test(runtime)) return;
  const reason = isTooOld ? `needs Node.js ${OLDEST_NODE} or later` : "is JavaScript for Node.js";
  throw new ValidationError(
    `Runtime of the function must run the handler, which ${reason} (got ${JSON.stringify(runtime)}): ` +
      `use one such as "${DEFAULT_RUNTIME}" or "Nodejs20.19"`,
    scope,
  );
}
