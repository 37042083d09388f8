/** A body that is not the XML it should be. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** A fault of the text as XML, with its offset in characters. */
export function notWellFormed(what: string, offset: number): XmlError {
  return new XmlError(`The XML is not well-formed: ${what} (at offset ${offset})`);
}
