import { Fn } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import { operand } from "../terraform/operand";

/** A template of CI: its id, or the resource of the vendor's provider that makes it, whoever generated its bindings. */
export type MediaTemplate = string | { readonly templateId: string } | { readonly id: string };

/**
 * CI's id of a template.
 *
 * @throws ValidationError for what is neither an id nor a template's resource
 */
export function templateId(scope: IConstruct, subject: string, template: MediaTemplate): string {
  if (typeof template === "string") return template;
  const { templateId: own, id } = (template ?? {}) as { readonly templateId?: string; readonly id?: string };
  if (own !== undefined) return own;
  // `bucket#template`; of all the vendor's template resources only that of snapshots says the template's id alone.
  if (id !== undefined) return Fn.element(Fn.split("#", operand(id)), 1) as string;
  throw new ValidationError(
    `${subject} must be a template's id or the resource that makes it (got something with neither templateId nor id)`,
    scope,
  );
}
