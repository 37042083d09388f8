import type { Job } from "../callback/events";
import type { Part } from "./path";
import { objectAt, objectsAt, textAt, textsAt } from "./path";

/** An object that a job wrote. */
export interface ProducedObject {
  readonly bucket: string;
  readonly region: string;
  /** Without leading slash, as COS calls expect it. */
  readonly key: string;
  /** In hexadecimal; missing if CI does not report it. */
  readonly md5?: string;
}

/** Names with placeholders that CI did not fill in in its report, such as `out/${number}.jpg`. */
const PLACEHOLDER = /\$\{\w+\}/;

/** Address of an object, in the form in which document jobs report their pages. */
const OBJECT_URL = /^https?:\/\/([\w-]+)\.(?:cos|ci|pic)\.([\w-]+)\.myqcloud\.com\/([^?]+)/;

/**
 * Every object that a job produced, each once. CI's own list of written files (`MediaResult`) is used if a job has one;
 * otherwise the named results and `Output`, unless they contain placeholders.
 */
export function outputs(job: Job): ProducedObject[] {
  const output = objectAt(job.operation, "Output");
  const files = objectAt(objectAt(job.operation, "MediaResult"), "OutputFile");
  const listed = [...filesOf(files, output), ...filesOf(objectAt(files, "SpriteOutputFile"), output)];
  const found = listed.length > 0 ? listed : [...resultsOf(job.operation, output), ...outputsOf(output)];
  return [...new Map(found.map((object) => [`${object.bucket}/${object.key}`, object])).values()];
}

function filesOf(files: Part | undefined, output: Part | undefined): ProducedObject[] {
  const prefix = textAt(files, "ObjectPrefix") ?? "";
  const checksums = new Map(
    objectsAt(files, "Md5Info").map((info) => [textAt(info, "ObjectName"), textAt(info, "Md5")]),
  );
  return textsAt(files, "ObjectName").flatMap((name) => {
    // Snapshots report names without their common prefix; other jobs report whole keys.
    const key = name.startsWith(prefix) ? name : prefix + name;
    const md5 = checksums.get(name);
    return producedObjects(key, files, output).map((object) => (md5 === undefined ? object : { ...object, md5 }));
  });
}

function resultsOf(operation: unknown, output: Part | undefined): ProducedObject[] {
  const compressed = objectAt(operation, "FileCompressResult");
  const pictures = objectsAt(operation, "PicProcessResult").map((result) => objectAt(result, "ProcessResult"));
  const pages = objectsAt(objectAt(operation, "DocProcessResult"), "PageInfo");
  return [
    ...producedObjects(textAt(compressed, "Object"), compressed, output),
    ...pictures.flatMap((picture) => producedObjects(textAt(picture, "Key"), output)),
    ...pages.flatMap((page) => producedObjects(textAt(page, "TgtUri"), output)),
  ];
}

function outputsOf(output: Part | undefined): ProducedObject[] {
  const names = ["Object", "SpriteObject", "AuObject", "BassObject", "DrumObject"].map((name) => textAt(output, name));
  const streams = objectsAt(output, "StreamExtract").map(
    (stream) => textAt(stream, "Object") ?? textAt(stream, "Output"),
  );
  return [...names, ...streams].flatMap((name) => producedObjects(name, output));
}

/**
 * The object with a name, in the first location that has bucket and region; none without a name, or with placeholders.
 */
function producedObjects(name: string | undefined, ...containers: (Part | undefined)[]): ProducedObject[] {
  if (name === undefined || PLACEHOLDER.test(name)) return [];
  const [, bucket, region, path] = OBJECT_URL.exec(name) ?? [];
  if (bucket && region && path) return [{ bucket, region, key: decoded(path) }];
  const fieldOf = (field: string): string =>
    containers.map((container) => textAt(container, field)).find(Boolean) ?? "";
  return [{ bucket: fieldOf("Bucket"), region: fieldOf("Region"), key: name.replace(/^\//, "") }];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a literal "%"
  }
}
