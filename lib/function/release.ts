import { Construct } from "constructs";
import type { ScfFunction } from "#tencentcloud/scf-function";
import { ScfFunctionAlias } from "#tencentcloud/scf-function-alias";
import { ScfFunctionVersion } from "#tencentcloud/scf-function-version";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { ReleasedSettings } from "./released-settings";

/** Enough of a SHA-256 to tell releases apart. */
const HASH_LENGTH = 16;

/** Sends a share of the calls to new code and settings. */
export interface CanaryOptions {
  /** Share of the calls, from 0 to 1, that the newest code and settings get; the others stay with the last release. */
  readonly weight: number;
}

/** Properties of `FunctionRelease`. */
export interface FunctionReleaseProps {
  readonly function: ScfFunction;
  /** Changes exactly when the function's code changes. */
  readonly codeHash: string;
  /** Name of the alias. */
  readonly alias: string;
  /**
   * Number of warm instances of the version. Another number publishes another version: the platform sets the number of
   * a version as a whole, so destroying the old number would remove the new one.
   *
   * @default 0
   */
  readonly provisionedInstances?: number;
  /**
   * Sends a share of the calls to changes before they are released.
   *
   * @default - every change is released at once
   */
  readonly canary?: CanaryOptions;
}

/**
 * A version of a function for every change of its code or settings, and an alias that moves to it. Callers see code and
 * settings change together, and an apply that fails half-way leaves them with the previous version.
 *
 * @see https://cloud.tencent.com/document/product/583/36149
 */
export class FunctionRelease extends Construct {
  /** The released version. */
  public readonly version: ScfFunctionVersion;
  /** The newest code and settings; undefined without `canary`. */
  public readonly canary?: ScfFunctionVersion;
  public readonly alias: ScfFunctionAlias;
  /** Forces replacement of the alias when its name changes. */
  public readonly aliasIdentity: TerraformData;

  constructor(scope: Construct, id: string, props: FunctionReleaseProps) {
    super(scope, id);
    const { function: fn, codeHash, alias, canary, provisionedInstances } = props;
    const { name: functionName, namespaceInput: namespace } = fn;
    const settings = new ReleasedSettings(this, "Settings", { function: fn, provisionedInstances });
    const version = (child: string, ignoreChanges?: string[]): ScfFunctionVersion =>
      new ScfFunctionVersion(this, child, {
        functionName,
        namespace,
        // A version is published only when one of its arguments changes, so the description contains hashes of code
        // and settings.
        description: `code ${codeHash.slice(0, HASH_LENGTH)} settings ${settings.hash}`,
        lifecycle: { ...CREATE_FIRST, ignoreChanges },
      });
    if (canary) checkWeight(this, canary.weight);
    this.version = version("Version", canary && ["description"]); // unchanged meanwhile
    if (canary) {
      this.canary = version("Canary");
      this.canary.dependsOn = [addressOf(this.version)]; // the platform publishes one version of a function at a time
    }
    const { functionVersion } = this.version;
    const { canary: newest } = this;
    const additionalVersionWeights = newest ? [{ version: newest.functionVersion, weight: canary!.weight }] : [];
    // The provider keeps the name that an alias was created with, without an error.
    this.aliasIdentity = new TerraformData(this, "AliasIdentity", { input: { name: alias } });
    this.alias = new ScfFunctionAlias(this, "Alias", {
      name: alias,
      functionName,
      namespace,
      functionVersion,
      // The provider sends no update if only function_version changes.
      description: `version ${functionVersion}`,
      // Set even if empty: then the provider reads it back, and removes the weights of an earlier canary.
      routingConfig: { additionalVersionWeights },
      lifecycle: {
        ...CREATE_FIRST,
        replaceTriggeredBy: [addressOf(this.aliasIdentity), addressOf(fn, "id")], // it cannot move to another function
      },
    });
  }
}

function checkWeight(scope: Construct, weight: number): void {
  if (!isKnown(weight) || (weight >= 0 && weight <= 1)) return;
  throw new ValidationError(`Weight of the canary must be a number from 0 to 1 (got ${weight})`, scope);
}
