/** The error for a body that is not well-formed XML. */
export class XmlError extends Error {
  override readonly name = "XmlError";
}

/** A fault of the text as XML, with its offset in characters. */
export function notWellFormed(fault: string, offset: number): XmlError {
  return new XmlError(`The XML is not well-formed: ${fault} (at offset ${offset})`);
}
