import type { TerraformResourceLifecycle } from "cdktf";

/**
 * Lifecycle of every resource that callers reach, and of its dependencies: the successor exists, and CI has its
 * address, before the predecessor is destroyed.
 *
 * Terraform spreads `create_before_destroy` from a resource to its dependencies. Two valid configurations then make a
 * cycle as soon as only one of them has it on a resource. So every resource of the library belongs to one of two
 * classes, independent of the rest of the stack:
 *
 * - create before destroy; its members depend only on members;
 * - destroy first: what cannot exist twice (a trigger of COS, reserved memory, a queue) and what depends on it.
 *
 * Terraform then destroys the second class first, creates and updates the first, then the second, and destroys the
 * first last, for any two configurations.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
export const CREATE_FIRST: TerraformResourceLifecycle = { createBeforeDestroy: true };
