import type { TerraformResourceLifecycle } from "cdktf";

/**
 * Lifecycle of what callers reach, and of everything that it rests on: the successor exists, and CI has its address,
 * before the predecessor goes.
 *
 * Terraform spreads `create_before_destroy` from a resource to its dependencies. Two valid configurations then make a
 * cycle as soon as a resource has it in one of them only. So every resource of the library belongs to one of two classes,
 * whatever else is in the stack:
 *
 * - this one, whose members depend on members alone;
 * - what cannot exist twice (a trigger of COS, reserved memory, a queue) and what depends on it: destroyed first.
 *
 * Terraform then destroys the second class first, creates and updates the first, then the second, and destroys the first
 * last, for any two configurations.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
export const CREATE_FIRST: TerraformResourceLifecycle = { createBeforeDestroy: true };
