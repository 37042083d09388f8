import type { AttributePath, Diagnostic } from "./diagnostics";
import type { Logger } from "./log";
import type { Identity } from "./identity";
import type { Schema } from "./schema";
import type { TimeLimits } from "./timeouts";
import type { ObjectValue, Unresolved } from "./values";

/** Context of each call that may take time. */
export interface CallContext {
  /** Aborts when Terraform asks the provider to stop (Ctrl-C) or has ended. */
  readonly signal: AbortSignal;
  /** Writes to Terraform's log (TF_LOG); sensitive values are redacted. */
  readonly log: Logger;
}

/** A call to a configured provider. */
export interface ClientContext<Client> extends CallContext {
  /** What `Provider.configure` returned. */
  readonly client: Client;
}

/**
 * A Terraform provider, independent of the protocol. Functions may throw a `DiagnosticError`; any other error is
 * reported as a defect. Configurations in `validate`, `configure` and `plan` may hold `UNKNOWN`.
 */
export interface Provider<Client = void> {
  /** Type name as in `terraform-provider-<name>`. */
  readonly name: string;
  /** Source address, such as `registry.terraform.io/hashicorp/null`. */
  readonly source: string;
  readonly version: string;
  /** Schema of the provider block. */
  readonly schema: Schema;
  /**
   * Asks Terraform to tolerate providers of its first SDK: they plan a default for an attribute that is not computed,
   * or return another value than planned. For simulations of such providers.
   *
   * @default false
   */
  readonly legacyTypeSystem?: boolean;
  readonly resources: Readonly<Record<string, Resource<Client>>>;
  /** @default - none */
  readonly dataSources?: Readonly<Record<string, DataSource<Client>>>;
  validate?(config: ObjectValue): readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  configure(config: ObjectValue, context: ConfigureContext): Client | Promise<Client>;
}

export interface ConfigureContext extends CallContext {
  readonly terraformVersion: string;
  /** Keeps a text out of logs and messages, besides sensitive attributes. */
  secret(text: string): void;
  /** Shows a warning with the provider block. */
  warn(diagnostic: Omit<Diagnostic, "severity">): void;
}

/**
 * A resource type. `State` is the shape of its state, `Private` that of its private data: any JSON value, which
 * Terraform keeps in the state file and never shows.
 */
export interface Resource<Client = void, State extends object = object, Private = unknown> {
  readonly schema: Schema;
  /**
   * Default time limits. The schema must have the `timeouts` block; no function sees its values.
   *
   * @default - no time limits and no block
   */
  readonly timeouts?: TimeLimits;
  /** Resource identity. @default - none: import by id only */
  readonly identity?: Identity;
  /** Attributes whose change forces replacement. @default - none */
  readonly replaceOnChange?: readonly AttributePath[];
  validate?(config: Unresolved<State>): readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  /**
   * Adjusts the default plan: `planned` is Terraform's proposal with computed attributes without a value as unknown.
   * Not called for a destroy.
   */
  plan?(
    request: PlanRequest<Client, State, Private>,
  ): PlanResult<State, Private> | undefined | Promise<PlanResult<State, Private> | undefined>;
  create(request: CreateRequest<Client, State, Private>): Promise<StateResult<State, Private>>;
  /** Null state: no such object. */
  read(request: ReadRequest<Client, State, Private>): Promise<ReadResult<State, Private>>;
  update(request: UpdateRequest<Client, State, Private>): Promise<StateResult<State, Private>>;
  /** Returns warnings, if any. */
  delete(request: DeleteRequest<Client, State, Private>): Promise<readonly Diagnostic[] | void>;
  /** The part of the state that follows from the id; `read` completes it. @default - cannot be imported */
  import?(request: ImportRequest<Client>): Promise<StateResult<Partial<State>, Private>>;
  /**
   * State from another resource type, possibly of another provider, for a `moved` block.
   *
   * @default - moves are refused
   */
  move?(request: MoveRequest): StateResult<State, Private>;
  /** Converts a state of an older schema version. @default - keeps members by name, drops the rest */
  upgrade?(version: number, state: ObjectValue): ObjectValue;
}

export interface DataSource<Client = void, State extends object = object> {
  readonly schema: Schema;
  validate?(config: Unresolved<State>): readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  read(request: ClientContext<Client> & { readonly config: State }): Promise<{
    readonly state: State;
    readonly diagnostics?: readonly Diagnostic[];
  }>;
}

export interface PlanRequest<Client, State, Private> extends CallContext {
  /** Undefined when the provider is not configured. */
  readonly client: Client | undefined;
  /** Null when the object is to be created. */
  readonly prior: State | null;
  readonly planned: Unresolved<State>;
  readonly config: Unresolved<State>;
  readonly private: Private | undefined;
}

export interface PlanResult<State, Private> {
  /** @default - as proposed */
  readonly planned?: Unresolved<State>;
  /** In addition to `replaceOnChange`. @default - none */
  readonly requiresReplace?: readonly AttributePath[];
  /** @default - unchanged */
  readonly private?: Private;
  readonly diagnostics?: readonly Diagnostic[];
}

export interface CreateRequest<Client, State, Private> extends ClientContext<Client> {
  readonly planned: Unresolved<State>;
  /** The values to send: the plan without unknowns, see `resolvePlan`. Null: the provider chooses. */
  readonly wanted: State;
  readonly private: Private | undefined;
}

export interface UpdateRequest<Client, State, Private> extends CreateRequest<Client, State, Private> {
  readonly prior: State;
}

export interface ReadRequest<Client, State, Private> extends ClientContext<Client> {
  readonly state: State;
  readonly private: Private | undefined;
}

export interface DeleteRequest<Client, State, Private> extends ClientContext<Client> {
  readonly prior: State;
  readonly private: Private | undefined;
}

export interface ImportRequest<Client> extends ClientContext<Client> {
  readonly id: string;
}

/** A resource of another type to move to this type. */
export interface MoveRequest {
  /** Source address of the provider, such as `terraform.io/builtin/terraform`. */
  readonly sourceProvider: string;
  readonly sourceType: string;
  /** The source's state in the state file. */
  readonly state: ObjectValue;
}

/** State after the operation. With an error among the diagnostics the state is still saved; a new object is then tainted. */
export interface StateResult<State, Private> {
  readonly state: State;
  /** @default - unchanged */
  readonly private?: Private;
  readonly diagnostics?: readonly Diagnostic[];
}

export interface ReadResult<State, Private> {
  readonly state: State | null;
  /** @default - unchanged */
  readonly private?: Private;
  readonly diagnostics?: readonly Diagnostic[];
}
