import { Fn } from "cdktf";
import type { IConstruct } from "constructs";
import { checkText, isKnown } from "../check";
import { operand } from "../operand";

/** Scheme, host and perhaps port and path, with neither query, fragment nor slash at the end. */
const ADDRESS = /^https:\/\/[^/?#\s@]+(\/[^/?#\s]+)*$/;

/** Host of an address, with its port if it has one. */
export function hostOf(scope: IConstruct, subject: string, url: string): string {
  checkText(scope, subject, url, ADDRESS, "start with https:// and end without /, query and fragment");
  if (isKnown(url)) return new URL(url).host;
  return Fn.element(Fn.split("/", operand(url)), 2) as string;
}
