import { Fn, Lazy, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";

/** Enough of a SHA-256 to tell releases apart. */
const HASH_LENGTH = 16;

/** The settings that a version freezes, with the provider's argument names. */
const FROZEN_ARGUMENTS = [
  "handler",
  "runtime",
  "mem_size",
  "timeout",
  "environment",
  "role",
  "vpc_id",
  "subnet_id",
  "enable_public_net",
  "cls_logset_id",
  "cls_topic_id",
];

/** Properties of `ReleasedSettings`. */
export interface ReleasedSettingsProps {
  readonly function: ScfFunction;
  /** @default 0 */
  readonly provisionedInstances?: number;
}

/**
 * The settings that a version of a function freezes, and their hash.
 *
 * The settings are those of the configuration: the provider reads the settings of a resource back in other forms, such
 * as "" for null. A hash that changes between plan and apply causes "Provider produced inconsistent final plan".
 */
export class ReleasedSettings extends Construct {
  /** Changes exactly when a setting changes. The hash includes secrets, which cannot be derived from it. */
  public readonly hash: string;

  constructor(scope: Construct, id: string, { function: fn, provisionedInstances = 0 }: ReleasedSettingsProps) {
    super(scope, id);
    // Evaluated at synthesis: until then the settings may change, also by overrides.
    const settings = new TerraformLocal(
      this,
      "Resource",
      Lazy.anyValue({
        produce: () => ({ ...frozenSettings(fn), ...(provisionedInstances !== 0 && { provisionedInstances }) }),
      }),
    );
    const hash = Fn.sha256(Fn.jsonencode(settings.expression));
    this.hash = Fn.substr(Fn.nonsensitive(hash) as string, 0, HASH_LENGTH);
  }
}

function frozenSettings(fn: ScfFunction): Record<string, unknown> {
  type Blocks = { readonly resource: Record<string, Record<string, Record<string, unknown>>> };
  const { resource } = fn.toTerraform() as Blocks;
  const attributes = resource[fn.terraformResourceType]![fn.friendlyUniqueId]!;
  return Object.fromEntries(FROZEN_ARGUMENTS.map((name) => [name, attributes[name]]));
}
