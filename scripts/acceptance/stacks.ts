/** The stacks to run, with their configurations in the order of application. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { DemoStack } from "../demo/stack";

const EXAMPLES = join(__dirname, "../../examples");
/** Files of an earlier run of Terraform in a stack's folder. */
const LEFTOVER = /^(?:\.terraform|\.terraform\.lock\.hcl|.*\.tfstate(?:\.backup)?)$/;

/** One configuration of a stack. */
export interface Configuration {
  /** What it changes: `code`, `props`, `rotation`, or a folder's name; `base` for the first one. */
  readonly label: string;
  readonly folder: string;
}

/** A stack with its configurations in order. */
export interface Stack {
  readonly name: string;
  readonly configurations: readonly Configuration[];
}

export const exampleNames = (): string[] => readdirSync(EXAMPLES).sort();

/** A synthesized folder, and the folders that replace it one after the other. */
export function stackOfFolder(folder: string, then: readonly string[]): Stack {
  const configurations = [folder, ...then].map((path, index) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory() || !readdirSync(path).some(isConfiguration)) {
      throw new Error(
        `a stack must be a folder with Terraform configuration, such as cdktf.out/stacks/NAME, or an example's name (${exampleNames().join(", ")}) (got ${path})`,
      );
    }
    return { label: index === 0 ? "base" : basename(resolve(path)), folder: path };
  });
  return { name: basename(resolve(folder)), configurations };
}

/**
 * An example as it is, then with other code, other props and a rotated secret. The example with a topic
 * gets more partitions, another batch size, another topic and durable delivery instead of a rotated secret.
 *
 * @param labels labels to run. @default - all
 */
export async function stackOfExample(
  name: string,
  bucket: string,
  labels: readonly string[] = Object.keys(name === TOPIC_EXAMPLE ? TOPIC_EDITS : EDITS),
): Promise<{ stack: Stack; remove(): void }> {
  const example = new DemoStack(name, name, { ...process.env, CI_BUCKET: bucket, CHECKPOINT_DISABLE: "1" });
  const output = mkdtempSync(join(tmpdir(), "acceptance-stacks-"));
  const remove = (): void => {
    example.remove();
    rmSync(output, { recursive: true, force: true });
  };
  try {
    const configurations: Configuration[] = [];
    for (const label of labels) {
      (name === TOPIC_EXAMPLE ? TOPIC_EDITS : EDITS)[label]!(example);
      await example.synth();
      const folder = join(output, label);
      copyStack(join(example.folder, "cdktf.out/stacks", name), folder);
      configurations.push({ label, folder });
    }
    return { stack: { name, configurations }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Copies a stack without Terraform's files. */
export function copyStack(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !LEFTOVER.test(basename(path)) });
}

export function isConfiguration(file: string): boolean {
  return /\.tf(?:\.json)?$/.test(file);
}

/** All configuration of a folder, as text. */
export function configurationText(folder: string): string {
  return readdirSync(folder)
    .filter(isConfiguration)
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
}

const PIPELINE = /(new CiCallbackPipeline\(stack, "\w+", \{)/g;
const FUNCTION = /^ {2}function: (\{.*\}),$/gm;
const OTHER_PROPS = 'timeout: 77, environment: { MODE: "b" }, tags: { owner: "media" }';

type Edits = Readonly<Record<string, (example: DemoStack) => void>>;

/** Each edit applies on top of the previous ones. */
const EDITS: Edits = {
  base: () => {},
  code: (example) => example.edit("on-media.ts", "export default", 'console.log("other code");\nexport default'),
  props: (example) =>
    example.rewrite("main.ts", (text) =>
      FUNCTION.test(text)
        ? text.replace(FUNCTION, `  function: { ...$1, ${OTHER_PROPS} },`)
        : text.replace(PIPELINE, `$1\n  function: { ${OTHER_PROPS} },`),
    ),
  rotation: (example) => example.rewrite("main.ts", (text) => text.replace(PIPELINE, "$1\n  secret: { rotation: 1 },")),
};

const TOPIC_EXAMPLE = "kafka";

/** A topic has no secret to rotate. `topic` replaces the created topic by an existing one. */
const TOPIC_EDITS: Edits = {
  base: EDITS["base"]!,
  code: EDITS["code"]!,
  props: EDITS["props"]!,
  partitions: (example) => example.edit("main.ts", "partitions: 3", "partitions: 6"),
  batch: (example) => example.edit("main.ts", "batchSize: 50", "batchSize: 20"),
  topic: (example) => example.edit("main.ts", "partitions: 6", 'topic: "existing-callbacks"'),
  durable: (example) => {
    example.edit("main.ts", "CiCallbackPipeline, Ingress", "CiCallbackPipeline, Delivery, Ingress");
    example.rewrite("main.ts", (text) => text.replace(PIPELINE, "$1\n  delivery: Delivery.durable(),"));
  },
};
