import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { FunctionRole } from "./role";
import type { PolicyStatement } from "./role";

/** Settings of `Permissions`. */
export interface PermissionsOptions {
  /** Name of an existing role, which is left alone. @default - a role is added with the first grant */
  readonly existingRole?: string;
  /** Tags of a new role. @default - none */
  readonly tags?: Record<string, string>;
  /** Called once with a new role, as soon as something is granted. */
  readonly onRole: (role: FunctionRole) => void;
}

/** What a function was granted, and the role that carries it. */
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

  /** The new role; absent while nothing is granted, and with an existing role. */
  public get role(): FunctionRole | undefined {
    return this.#role;
  }

  /** Name of the role that the function runs with; absent while nothing is granted. */
  public get roleName(): string | undefined {
    return this.#options.existingRole ?? this.#role?.roleName;
  }

  /** The policy of the new role in force; absent as `role` is. */
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
