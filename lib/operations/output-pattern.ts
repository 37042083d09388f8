import { isKnown } from "../validation/check";

/** Members of CI's `Output` that contain object names. */
export const OUTPUT_NAMES = ["Object", "SpriteObject", "AuObject", "BassObject", "DrumObject"] as const;

/** CI's wildcards that never contain a slash. */
const WITHIN_NAME = /^(InputName|InputNameAndExt|Ext|Jobid|JobId|RunId|Number|Time|Page|SheetID)$/i;

const ANYTHING = "*";
const NAME_PART = "?";

/** A piece of a pattern: a text, or a wildcard. */
interface Piece {
  readonly kind: "text" | typeof ANYTHING | typeof NAME_PART;
  readonly text: string;
}

/**
 * Whether a name of this pattern may begin with `prefix`. An unknown wildcard may be any text.
 *
 * @param uploadPrefix prefix of the uploads, with which `${InputPath}` begins
 */
export function mayBeginWith(pattern: string, prefix: string, uploadPrefix: string): boolean {
  return mayMatch(piecesOf(pattern, uploadPrefix), prefix);
}

/** True if a name is known except for CI's wildcards. Terraform expressions are not known. */
export function isPattern(name: unknown): name is string {
  return typeof name === "string" && isKnown(name.replace(/\$\{\w+\}/g, ""));
}

function piecesOf(pattern: string, uploadPrefix: string): Piece[] {
  const directory = uploadPrefix.slice(0, uploadPrefix.lastIndexOf("/") + 1);
  return pattern.split(/(\$\{[^}]*\})/).flatMap((text): Piece[] => {
    const name = /^\$\{([^}]*)\}$/.exec(text)?.[1];
    if (name === undefined) return text === "" ? [] : [{ kind: "text", text }];
    if (name === "InputPath")
      return [
        { kind: "text", text: directory },
        { kind: ANYTHING, text: "" },
      ];
    return [{ kind: WITHIN_NAME.test(name) ? NAME_PART : ANYTHING, text: "" }];
  });
}

function mayMatch([piece, ...rest]: readonly Piece[], prefix: string): boolean {
  if (prefix === "") return true;
  if (!piece) return false;
  if (piece.kind === ANYTHING) return true;
  if (piece.kind === NAME_PART) {
    const slash = prefix.indexOf("/");
    if (slash < 0) return true;
    // The wildcard may be any part of the text before the slash.
    return Array.from({ length: slash + 1 }, (_, taken) => taken).some((taken) => mayMatch(rest, prefix.slice(taken)));
  }
  const length = Math.min(piece.text.length, prefix.length);
  return piece.text.slice(0, length) === prefix.slice(0, length) && mayMatch(rest, prefix.slice(length));
}
