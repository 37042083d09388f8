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
  /** Allows template and parameters to be both missing or both set. @default false */
  readonly skipsTemplateCheck?: boolean;
}

/**
 * CI's form of an operation, from its options.
 *
 * @throws ValidationError for an option that is missing or not allowed
 */
export function renderOperation(
  scope: IConstruct,
  subject: string,
  { operation, parameters, container, skipsTemplateCheck = false }: OperationSpec,
  options: object,
): Record<string, unknown> {
  const parameterValues = pick(parameters, options);
  const hasParameters = Object.keys(parameterValues).length > 0;
  const isTemplated = Object.hasOwn(operation, "template");
  const operationValues = pick(operation, options);
  if (isTemplated && !skipsTemplateCheck)
    checkEither(scope, subject, operationValues["template"] !== undefined, hasParameters);
  const settings = hasParameters || !isTemplated ? renderFields(scope, subject, parameters, parameterValues) : {};
  return {
    ...renderFields(scope, subject, operation, operationValues),
    ...(Object.keys(settings).length > 0 && { [container]: settings }),
  };
}

/**
 * Like `renderOperation`, but refuses unknown options.
 *
 * @throws ValidationError for an option that is unknown, missing or not allowed
 */
export function renderKnownOptions(
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
