import type { Construct } from "constructs";
import { bundle } from "./bundling";
import { StackFile } from "./stack-file";

/** Code that is part of a stack. */
export interface BoundCode {
  /** Path of the zip, relative to Terraform's working directory; it changes exactly when the code changes. */
  readonly zipFile: string;
  /** SHA-256 of the zip, hexadecimal. */
  readonly hash: string;
  /** What the platform calls: file and exported function. */
  readonly handler: string;
}

/** Where a function's code comes from. */
export abstract class CallbackCode {
  /**
   * A TypeScript or JavaScript file whose default export is `defineHandler({ … })`. It is bundled at synthesis with all
   * that it imports, `cdktf-tencentcloud-ci/handler` included; dependencies come from the nearest `node_modules`.
   *
   * @param path relative to the current directory, which is that of `cdktf.json` when the cdktf CLI runs the app
   */
  public static fromEntry(path: string): CallbackCode {
    return new EntryCode(path);
  }

  /** Makes the code part of a function's stack. */
  public abstract bind(scope: Construct): BoundCode;
}

class EntryCode extends CallbackCode {
  constructor(private readonly path: string) {
    super();
  }

  public override bind(scope: Construct): BoundCode {
    const { zip, hash } = bundle(scope, this.path);
    const file = new StackFile(scope, "Code", { path: `assets/${hash}/function.zip`, content: () => zip });
    return { zipFile: file.path, hash, handler: "index.main_handler" };
  }
}
