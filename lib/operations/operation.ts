import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import { checkKnown, pick, renderFields } from "./fields";
import type { Fields } from "./fields";

/** Declares the part of a job or a node that becomes CI's `Operation`. */
export interface OperationSpec {
  /** Options that stand directly in `Operation`, such as a template and the output. */
  readonly operation: Fields;
  /** Options in a container within it. */
  readonly parameters: Fields;
  /** CI's name of the container. */
  readonly container: string;
  /** Whether template and parameters may both be missing or both be set. @default false */
  readonly isFree?: boolean;
}

/**
 * CI's form of an operation, from its options.
 *
 * @throws ValidationError for an option that is missing or not allowed
 */
export function renderOperation(
  scope: IConstruct,
  subject: string,
  { operation, parameters, container, isFree = false }: OperationSpec,
  options: object,
): Record<string, unknown> {
  const own = pick(parameters, options);
  const hasParameters = Object.keys(own).length > 0;
  const isTemplated = Object.hasOwn(operation, "template");
  const set = pick(operation, options);
  if (isTemplated && !isFree) checkEither(scope, subject, set["template"] !== undefined, hasParameters);
  const settings = hasParameters || !isTemplated ? renderFields(scope, subject, parameters, own) : {};
  return {
    ...renderFields(scope, subject, operation, set),
    ...(Object.keys(settings).length > 0 && { [container]: settings }),
  };
}

/**
 * The same, and refuses other options.
 *
 * @throws ValidationError for an option that is unknown, missing or not allowed
 */
export function renderWhole(
  scope: IConstruct,
  subject: string,
  spec: OperationSpec,
  options: object,
): Record<string, unknown> {
  checkKnown(scope, subject, { ...spec.operation, ...spec.parameters }, options);
  return renderOperation(scope, subject, spec, options);
}

function checkEither(scope: IConstruct, subject: string, hasTemplate: boolean, hasParameters: boolean): void {
  if (hasTemplate !== hasParameters) return;
  const got = hasTemplate ? "both" : "neither";
  throw new ValidationError(`${subject} must have a template or parameters of its own (got ${got})`, scope);
}
