import type { IConstruct } from "constructs";
import type { CallbackFunctionOptions } from "./options";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { ASYNC_SUFFIX } from "./fixed-settings";
import { checkRuntime } from "./runtime";

/**
 * Names that the vendor's provider accepts: letters, digits, `-` and `_`; starts with a letter, ends with a letter or
 * digit.
 */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]$/;
const NAME_RULE = "have 2 to 60 letters, digits, - and _, start with a letter and end with a letter or digit";

/** A custom alias; the platform's own names start with `$`. */
const ALIAS = /^([A-Za-z][A-Za-z0-9_-]{0,63}|\$LATEST)$/;

/** Refuses settings of a function that the platform would refuse, or that contradict each other. */
export function checkFunction(
  scope: IConstruct,
  props: CallbackFunctionOptions & { readonly asyncRun?: boolean },
): void {
  const { functionName, namespace, description, alias, runtime, memorySize, timeout, vpc, role } = props;
  checkText(scope, "Name of the function", functionName, NAME, NAME_RULE);
  checkText(scope, "Namespace of the function", namespace, NAME, NAME_RULE);
  checkText(scope, "Description of the function", description, /^[^]{0,1000}$/, "have at most 1000 characters");
  const aliasRule = 'have 1 to 64 letters, digits, - and _ and start with a letter, or be "$LATEST"';
  checkText(scope, "Alias of the function", alias, ALIAS, aliasRule);
  checkRuntime(scope, runtime);
  checkInteger(scope, "Memory of the function", memorySize, { min: 128, max: 3072, step: 128, unit: "MB" });
  checkInteger(scope, "Timeout of the function", timeout, { min: 10, max: 900, unit: "seconds" });
  checkText(scope, "Role of the function", role, /./, "not be empty: leave it out to create one");
  if (props.publicNetwork === false && !vpc) {
    throw new ValidationError(
      "Public network of the function must be on without a VPC (got false): give vpc too",
      scope,
    );
  }
  if (vpc && !(vpc.vpcId && vpc.subnetId)) {
    throw new ValidationError(
      `Network of the function must have vpcId and subnetId (got ${JSON.stringify(vpc)}): give both`,
      scope,
    );
  }
  checkAsyncName(scope, functionName, props.asyncRun ?? false);
  const { alarms, logLevel } = props;
  if (alarms?.silenceMinutes !== undefined && isKnown(logLevel) && !["info", "debug"].includes(logLevel)) {
    throw new ValidationError(
      `Alarm on silence must have every callback in the log: set logLevel to "info" (got "${logLevel}")`,
      scope,
    );
  }
  if (props.canary && alias === "$LATEST") {
    throw new ValidationError('Canary must have an alias that splits the calls (got "$LATEST"): give alias', scope);
  }
}

/**
 * A change of `asyncRun` replaces the function. The new function is created before the old one is destroyed, so their
 * names must differ. Derived names do.
 */
function checkAsyncName(scope: IConstruct, name: string | undefined, asyncRun: boolean): void {
  if (!isKnown(name) || !isKnown(asyncRun) || name.endsWith(ASYNC_SUFFIX) === asyncRun) return;
  throw new ValidationError(
    `Name of the function must end with "${ASYNC_SUFFIX}" if and only if asyncRun is true (got "${name}" ${asyncRun ? "with" : "without"}): ` +
      "a new value needs a new function, which is created before the old one is destroyed",
    scope,
  );
}
