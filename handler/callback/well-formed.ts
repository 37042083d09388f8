import { checkWellFormed as check, XmlError } from "../../api/well-formed";
import type { Outline } from "../../api/well-formed";
import { CallbackParseError } from "../errors";

/**
 * Refuses what is not one complete XML document.
 *
 * @throws CallbackParseError with the offset of the fault
 */
export function checkWellFormed(xml: string, maxAttributes?: number): Outline {
  try {
    return check(xml, maxAttributes);
  } catch (error) {
    throw error instanceof XmlError ? new CallbackParseError(error.message) : error;
  }
}
