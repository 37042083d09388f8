/**
 * A template of CI: its id, or the resource of the vendor's provider that makes it, whoever generated its bindings.
 * Its `id` in Terraform is not the template's; `templateId` is.
 */
export type MediaTemplate = string | { readonly templateId: string };

/** CI's id of a template. */
export function templateId(template: MediaTemplate): string {
  return typeof template === "string" ? template : template.templateId;
}
