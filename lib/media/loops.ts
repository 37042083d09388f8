import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";
import { isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";
import { isPattern, mayBeginWith, OUTPUT_NAMES } from "../operations/output-pattern";

const PICTURES = ["jpg", "jpeg", "png", "gif", "webp", "bmp", "heif", "avif", "tiff"];

type Members = Readonly<Record<string, unknown>>;

/**
 * Makes sure that the output of a node does not start its workflow again.
 *
 * @throws ValidationError if it certainly would; if it only may, a warning is added
 */
export function checkLoop(
  scope: IConstruct,
  name: string,
  { ObjectPrefix, ExtFilter }: Members & { readonly ObjectPrefix: string },
  operation: Members | undefined,
  bucket: string,
): void {
  const output = (operation?.["Output"] ?? {}) as Members;
  const { Bucket: target = bucket } = output as { readonly Bucket?: string };
  if (target !== bucket || !isKnown(ObjectPrefix)) return;
  const prefix = ObjectPrefix.replace(/^\//, ""); // the console writes a leading slash
  const filter = ExtFilter as Readonly<Record<string, string>> | undefined;
  for (const pattern of OUTPUT_NAMES.map((member) => output[member]).filter(isPattern)) {
    if (!mayBeginWith(pattern, prefix, prefix) || isFilteredOut(pattern, filter)) continue;
    const got = `(got "${pattern}" at ${name}, where "${prefix}" starts it)`;
    if (!filter && mustBeginWith(pattern, prefix)) {
      throw new ValidationError(
        `Output of a workflow must not start it again ${got}: it would run endlessly; write elsewhere, or filter the uploads that start it`,
        scope,
      );
    }
    Annotations.of(scope).addWarning(`Output of a workflow may start it again ${got}; write elsewhere to be sure`);
  }
}

/** True if the name begins with the prefix for all values of CI's wildcards. */
function mustBeginWith(pattern: string, prefix: string): boolean {
  const directory = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const resolved = pattern.replace(/^\$\{InputPath\}/, directory).replace(/\$\{.*$/s, "");
  return resolved.startsWith(prefix);
}

/** True if the filter excludes files with the extension of this name. */
function isFilteredOut(pattern: string, filter: Readonly<Record<string, string>> | undefined): boolean {
  const extension = /\.([A-Za-z0-9]+)$/.exec(pattern)?.[1]?.toLowerCase();
  if (extension === undefined || !filter || !isKnown(filter["CustomExts"] ?? "")) return false;
  const isOn = (kind: string): boolean => filter[kind] === "true";
  if (isOn("AllFile") || isOn("ContentType") || filter["CustomExts"]?.toLowerCase().split("/").includes(extension))
    return false;
  return PICTURES.includes(extension) ? !isOn("Image") : !isOn("Video") && !isOn("Audio");
}
