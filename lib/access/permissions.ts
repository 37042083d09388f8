import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { FunctionRole } from "./role";
import type { PolicyStatement } from "./role";

/** Settings of `Permissions`. */
export interface PermissionsOptions {
  /** Name of an existing role, which is not changed. @default - a new role, created with the first grant */
  readonly existingRole?: string;
  /** Tags of a new role. @default - none */
  readonly tags?: Record<string, string>;
  /** Called once with a new role, at the first grant. */
  readonly onRole: (role: FunctionRole) => void;
}

/** The permissions granted to a function, and the role that has them. */
export class Permissions {
  readonly #scope: Construct;
  readonly #options: PermissionsOptions;
  readonly #statements: PolicyStatement[] = [];
  #role?: FunctionRole;

  constructor(scope: Construct, options: PermissionsOptions) {
    this.#scope = scope;
    this.#options = options;
  }

  /** Everything that was granted, for the owner of an existing role. */
  public get statements(): readonly PolicyStatement[] {
    return this.#statements;
  }

  /** The new role; undefined while nothing is granted, and with an existing role. */
  public get role(): FunctionRole | undefined {
    return this.#role;
  }

  /** Name of the function's role; undefined while nothing is granted. */
  public get roleName(): string | undefined {
    return this.#options.existingRole ?? this.#role?.roleName;
  }

  /** The attached policy of the new role; undefined if `role` is. */
  public get attachment(): ITerraformDependable | undefined {
    return this.#role?.attachment;
  }

  public grant(statement: PolicyStatement): void {
    this.#statements.push(statement);
    if (this.#options.existingRole !== undefined) return;
    this.#role ??= this.addRole();
    this.#role.add(statement);
  }

  private addRole(): FunctionRole {
    const role = new FunctionRole(this.#scope, "Role", { tags: this.#options.tags });
    this.#options.onRole(role);
    return role;
  }
}
