/** A document as read by this project and by libxml2, in one form. */
import type { XmlElement, XmlNode as Libxml2Node } from "libxml2-wasm" with { "resolution-mode": "import" };
import { elementName, readXml, TEXT_KEY } from "../../api/xml-reader";
import type { XmlNode } from "../../api/xml-reader";

/** An element with its texts joined, and its children. */
export type Tree = readonly [name: string, text: string, ...children: Tree[]];

export function readByUs(xml: string): Tree {
  const { nodes } = readXml(xml);
  const roots = treeOf("", nodes).slice(2) as Tree[];
  return roots[0]!;
}

function treeOf(name: string, nodes: readonly XmlNode[]): Tree {
  let text = "";
  const children: Tree[] = [];
  for (const node of nodes) {
    for (const [key, content] of Object.entries(node)) {
      if (key === TEXT_KEY) text += content as string;
      else children.push(treeOf(elementName(key), content as XmlNode[]));
    }
  }
  return [name, text, ...children];
}

/** Names must have no colon. @throws for a document that libxml2 refuses */
export async function readByLibxml2(xml: string): Promise<Tree> {
  const { XmlDocument } = await import("libxml2-wasm");
  const document = XmlDocument.fromString(xml);
  try {
    return treeOfLibxml2(document.root);
  } finally {
    document.dispose();
  }
}

function treeOfLibxml2(element: XmlElement): Tree {
  let text = "";
  const children: Tree[] = [];
  for (let node = element.firstChild as (Libxml2Node & { next: Libxml2Node | null }) | null; node;) {
    const kind = node.constructor.name;
    if (kind === "XmlElement") children.push(treeOfLibxml2(node as unknown as XmlElement));
    else if (kind === "XmlText" || kind === "XmlCData") text += node.content;
    node = node.next as typeof node;
  }
  return [element.name, text, ...children];
}
