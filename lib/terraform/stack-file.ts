import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { TerraformStack } from "cdktf";
import { addCustomSynthesis } from "cdktf/lib/synthesize/synthesizer"; // the hook of TerraformAsset, which cdktf's index does not export
import { Construct } from "constructs";

/** Properties of `StackFile`. */
export interface StackFileProps {
  /** Path relative to the stack's working directory, with forward slashes. */
  readonly path: string;
  /** Returns the content of the file; called at synthesis. */
  readonly content: () => Uint8Array;
  /**
   * Permission bits, independent of the umask.
   *
   * @default 0o644
   */
  readonly mode?: number;
}

/** A file in the working directory of the stack, written only when the app is synthesized. */
export class StackFile extends Construct {
  /** Path in Terraform expressions. */
  public readonly path: string;

  constructor(scope: Construct, id: string, props: StackFileProps) {
    super(scope, id);
    this.path = props.path;
    addCustomSynthesis(this, {
      onSynthesize: ({ outdir, manifest }) => {
        const { workingDirectory } = manifest.forStack(TerraformStack.of(this));
        const file = join(outdir, workingDirectory, props.path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, props.content());
        chmodSync(file, props.mode ?? 0o644);
      },
    });
  }
}
