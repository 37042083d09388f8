import { cosHost } from "../../api/hosts";
import type { BucketAddress } from "../../api/hosts";
import { encodePath } from "../../api/sign";
import type { XmlContent } from "../../api/xml";

/**
 * Fills in what an upload tells, everywhere in a request. CI documents the same wildcards for workflows alone; filled in
 * here, they mean the same whether it knows them in jobs or not. All others are left to CI.
 */
export function fillIn<Content extends XmlContent>(content: Content, bucket: BucketAddress, key: string): Content {
  return filled(content, valuesOf(bucket, key)) as Content;
}

function filled(content: XmlContent, values: Readonly<Record<string, string>>): XmlContent {
  if (typeof content === "string") {
    // The path ends with a slash of its own: `${InputPath}/name` must not have two.
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
