import type { TerraformResourceLifecycle } from "cdktf";

/**
 * Lifecycle of each resource that callers reach, and of its dependencies: CI has the new resource's address before the
 * old resource is destroyed.
 *
 * Terraform extends `create_before_destroy` to a resource's dependencies. A change between two valid configurations is
 * a cycle if only one of them sets it on a resource. So each resource of the library is in one of two classes in every
 * stack:
 *
 * - create before destroy: depends only on resources of this class;
 * - destroy first: resources that cannot exist twice (COS triggers, reserved memory, queues) and their dependents.
 *
 * Terraform then destroys the second class first, creates and updates the first, then the second, and destroys the
 * first last, for any two configurations.
 *
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
 */
export const CREATE_FIRST: TerraformResourceLifecycle = { createBeforeDestroy: true };
