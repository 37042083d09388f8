import { cosHost } from "../../api/hosts";
import type { BucketAddress } from "../../api/hosts";
import { encodePath } from "../../api/sign";
import type { XmlContent } from "../../api/xml";

/**
 * Replaces the wildcards that an upload determines, everywhere in a request. CI documents these wildcards for workflows
 * only; replaced here, they work in jobs too, whether CI knows them there or not. CI replaces all others.
 */
export function fillIn<Content extends XmlContent>(content: Content, bucket: BucketAddress, key: string): Content {
  return filled(content, valuesOf(bucket, key)) as Content;
}

function filled(content: XmlContent, values: Readonly<Record<string, string>>): XmlContent {
  if (typeof content === "string") {
    // `${InputPath}` ends with a slash: `${InputPath}/name` must not have two.
    return content.replace(/\$\{InputPath\}\/?|\$\{(Input\w+)\}/g, (whole, name: string | undefined) =>
      name === undefined ? values["InputPath"]! : (values[name] ?? whole),
    );
  }
  if (Array.isArray(content)) return content.map((item: XmlContent) => filled(item, values));
  if (typeof content !== "object" || content === null) return content;
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, filled(value, values)]));
}

function valuesOf(bucket: BucketAddress, key: string): Record<string, string> {
  const slash = key.lastIndexOf("/") + 1;
  const file = key.slice(slash);
  return {
    InputPath: key.slice(0, slash),
    InputName: file.replace(/(?<=.)\.[^.]*$/, ""),
    InputNameAndExt: file,
    InputUrl: `https://${cosHost(bucket)}/${encodePath(key)}`,
  };
}
