/** saxes as a second opinion on XML: well-formedness and text content. */
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { elementName, readXml, TEXT_KEY } from "../../api/xml-reader";
import type { XmlNode } from "../../api/xml-reader";

/** Fragments of XML, valid and damaged. */
export const XML_PIECES: readonly string[] = [
  ...[
    "<a>",
    "</a>",
    "<b c='d'>",
    "</b>",
    "<b/>",
    "<a\t\r\n/>",
    "</a >",
    "</a\u3000>",
    "</ a>",
    "<a b=c>",
    "<a b>",
    "<a a='' a=''/>",
  ],
  ...[
    "<a b='&lt;'/>",
    "<a b='<'/>",
    "<a b='&x;'/>",
    '<a b=">"/>',
    "<a b='1'c='2'/>",
    "<𐀀/>",
    "<é:x>",
    "</é:x>",
    "<-a/>",
    "<:/>",
    "<a/ >",
  ],
  ...[
    "<!-- c -->",
    "<!---->",
    "<!--->",
    "<!-- -- -->",
    "<!-- --->",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "]]",
    "]",
    ">",
  ],
  ...[
    "<![CDATA[<&]]>",
    "<![CDATA[]]>",
    "<![CDATA[ ]]]]>",
    "<![cdata[x]]>",
    "<?p?>",
    "<?p q?>",
    "<?p",
    "?>",
    "<?xml?>",
    "<?XML x?>",
  ],
  ...[
    "<?xml version='1.0'?>",
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    "<?xml garbage ?>",
    "<?xml-a b?>",
    "<? p?>",
  ],
  ...[
    "&amp;",
    "&lt;",
    "&#65;",
    "&#x1F600;",
    "&#0065;",
    "&#0;",
    "&#xD800;",
    "&#x;",
    "&#1114112;",
    "&x;",
    "&am",
    "p;",
    "&",
    ";",
    "&#3",
    "2;",
  ],
  ...[
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "\u3000",
    "\u00a0",
    "x",
    "字",
    "😀",
    "\u0085",
    "\u2028",
    "\ufffe",
    "\u0001",
    "\ufeff",
    "'",
    '"',
  ],
];

const pieces = fc.array(fc.constantFrom(...XML_PIECES), { maxLength: 12 }).map((parts) => parts.join(""));

/** Documents of such fragments inside valid elements, so that not all are damaged. */
export const documents: fc.Arbitrary<string> = fc.oneof(
  pieces,
  fc
    .tuple(fc.constantFrom("", "<?xml version='1.0'?>", "<!-- -->", " "), pieces)
    .map(([head, body]) => `${head}<r>${body}</r>`),
  fc.tuple(pieces, pieces).map(([before, inside]) => `<r>${before}<s>${inside}</s></r>`),
  fc.tuple(pieces, fc.nat({ max: 300 })).map(([body, length]) => `<r>${"x".repeat(length)}${body}</r>`),
);

/** Texts of a document by element, in order; `undefined` for a refused document. */
type Reading = readonly string[] | undefined;

/** A difference between the readers of a document, except for those that docs/handler.md documents. */
export function differsFromSaxes(xml: string): string | undefined {
  // Documented differences: DOCTYPE, and names with U+1680 or U+FEFF.
  if (xml.includes("<!DOCTYPE") || /<[^>]*[\u1680\ufeff]/.test(xml)) return undefined;
  const [own, saxes] = [readByUs(xml), readBySaxes(xml)];
  return JSON.stringify(own) === JSON.stringify(saxes) ? undefined : JSON.stringify({ xml, own, saxes });
}

function readByUs(xml: string): Reading {
  try {
    const { roots, nodes } = readXml(xml);
    return roots.length === 1 ? textsOf(nodes) : undefined;
  } catch {
    return undefined;
  }
}

function textsOf(nodes: readonly XmlNode[]): string[] {
  return nodes.flatMap((node) =>
    Object.entries(node).flatMap(([key, content]) => {
      if (key === TEXT_KEY) return [];
      const children = content as XmlNode[];
      const text = children.map((child) => (child[TEXT_KEY] as string | undefined) ?? "").join("");
      return [`${elementName(key)} ${text}`, ...textsOf(children)];
    }),
  );
}

function readBySaxes(xml: string): Reading {
  const texts: { name: string; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  let isRefused = false;
  const parser = new SaxesParser();
  parser.on("error", () => (isRefused = true));
  parser.on("opentag", ({ name }) => {
    const element = { name, text: "" };
    texts.push(element);
    open.push(element);
  });
  const add = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return isRefused ? undefined : texts.map(({ name, text }) => `${name} ${text}`);
}
