import { Fn } from "cdktf";
import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import { operand } from "../terraform/operand";

/** A template of CI: its id, or the resource of the vendor's provider that creates it, from any generated bindings. */
export type MediaTemplate = string | { readonly templateId: string } | { readonly id: string };

/**
 * Returns CI's id of a template.
 *
 * @throws ValidationError if the value is neither an id nor a template resource
 */
export function templateId(scope: IConstruct, subject: string, template: MediaTemplate): string {
  if (typeof template === "string") return template;
  const { templateId: exportedId, id } = (template ?? {}) as { readonly templateId?: string; readonly id?: string };
  if (exportedId !== undefined) return exportedId;
  // The id is `bucket#template`. Of the vendor's template resources only the snapshot template exports the template's
  // id alone.
  if (id !== undefined) return Fn.element(Fn.split("#", operand(id)), 1) as string;
  throw new ValidationError(
    `${subject} must be a template's id or the resource that creates it (got a value with neither templateId nor id)`,
    scope,
  );
}
