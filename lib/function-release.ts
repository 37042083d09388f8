import { Lazy } from "cdktf";
import { Construct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";
import { ScfFunctionAlias } from "#tencentcloud/scf-function-alias";
import { ScfFunctionVersion } from "#tencentcloud/scf-function-version";
import { addressOf } from "./terraform-address";

/** Enough of a SHA-256 to tell releases apart. */
const HASH_LENGTH = 16;

/** Properties of `FunctionRelease`. */
export interface FunctionReleaseProps {
  readonly function: ScfFunction;
  /** Changes exactly when the function's code changes. */
  readonly codeHash: string;
  /** Name of the alias. */
  readonly alias: string;
}

/**
 * A version of a function for every change of its code or settings, and an alias that moves to it: callers see code and
 * settings change together, and an apply that fails half-way leaves them with the version before.
 *
 * @see https://cloud.tencent.com/document/product/583/36149
 */
export class FunctionRelease extends Construct {
  public readonly version: ScfFunctionVersion;
  public readonly alias: ScfFunctionAlias;

  constructor(scope: Construct, id: string, props: FunctionReleaseProps) {
    super(scope, id);
    const { name: functionName, namespaceInput: namespace } = props.function;
    this.version = new ScfFunctionVersion(this, "Version", {
      functionName,
      namespace,
      // A version is published only when one of its arguments changes, so what it is made of has to be among them.
      description: contentsOf(props.function, props.codeHash),
      lifecycle: { createBeforeDestroy: true }, // the alias must never point at nothing
    });
    const { functionVersion } = this.version;
    this.alias = new ScfFunctionAlias(this, "Alias", {
      name: props.alias,
      functionName,
      namespace,
      functionVersion,
      // The provider sends no update for a change of function_version alone.
      description: `version ${functionVersion}`,
      lifecycle: {
        ignoreChanges: ["routing_config"], // read back as an empty block, which would show in every plan
        replaceTriggeredBy: [addressOf(props.function, "id")], // an alias cannot move to another function
      },
    });
  }
}

/**
 * What a version is made of: its code, and a hash of everything else that it freezes. Secrets are in the hash, and cannot
 * be told from it. Written as one expression, since every token costs cdktf a stack trace.
 */
function contentsOf(fn: ScfFunction, codeHash: string): string {
  const frozen = ["handler", "runtime", "mem_size", "timeout", "environment", "role", "vpc_id", "subnet_id"];
  return Lazy.stringValue({
    produce: () => {
      const address = `${fn.terraformResourceType}.${fn.friendlyUniqueId}`;
      const values = frozen.map((name) => `${address}.${name}`).join(", ");
      const hash = `substr(nonsensitive(sha256(jsonencode([${values}]))), 0, ${HASH_LENGTH})`;
      return `code ${codeHash.slice(0, HASH_LENGTH)} settings \${${hash}}`;
    },
  });
}
