/** Resources of the applied stacks in messages between server and page. */

/** A change by an apply, or outside Terraform. */
export type ChangeKind = "create" | "update" | "replace" | "delete";

/** A resource of a stack. */
export interface ResourceRow {
  readonly stack: string;
  /** Terraform's address. */
  readonly address: string;
  readonly type: string;
  /** The change by the last apply; undefined if there was none. */
  readonly change?: ChangeKind;
  /** The state before the last apply cannot be read any more. */
  readonly isChangeUnknown?: true;
}

/** Why nothing is shown of a stack: Terraform's message. */
export interface StackFailure {
  readonly stack: string;
  readonly message: string;
}

/** An attribute that has a value, such as `environment.LEVEL`. Sensitive values are masked. */
export interface AttributeRow {
  readonly name: string;
  readonly value: string;
}

/** An attribute that differs; a side without a value is undefined. */
export interface ChangedAttribute {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/** `POST /api/resources`: the resources behind a node of the pipeline's diagram, or all. */
export interface ResourcesRequest {
  readonly node?: string;
}

/** Answer to `POST /api/resources`. */
export interface ResourceList {
  readonly resources: readonly ResourceRow[];
  /** Undefined if every stack is shown. */
  readonly failures?: readonly StackFailure[];
}

/** Answer to `POST /api/resource`, a request with the stack and the address of a resource. */
export interface ResourceDetail extends ResourceRow {
  readonly attributes: readonly AttributeRow[];
  /** The changes of the last apply. */
  readonly changes: readonly ChangedAttribute[];
  /** Name of the bucket of the local cloud that the resource is. */
  readonly bucket?: string;
}

/** Answer to `POST /api/drift`: resources that differ from the state. */
export interface Drift {
  readonly resources: readonly (ResourceRow & { readonly changes: readonly ChangedAttribute[] })[];
  /** Undefined if every stack was checked. */
  readonly failures?: readonly StackFailure[];
}
