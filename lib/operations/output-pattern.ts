import { isKnown } from "../validation/check";

/** Members of CI's `Output` that name objects. */
export const OUTPUT_NAMES = ["Object", "SpriteObject", "AuObject", "BassObject", "DrumObject"] as const;

/** Wildcards of CI that stand for a part of a name: there is no slash in them. */
const WITHIN_NAME = /^(InputName|InputNameAndExt|Ext|Jobid|JobId|RunId|Number|Time|Page|SheetID)$/i;

const ANYTHING = "*";
const NAME_PART = "?";

/** A piece of a pattern: a text, or a wildcard that can be many. */
interface Piece {
  readonly kind: "text" | typeof ANYTHING | typeof NAME_PART;
  readonly text: string;
}

/**
 * Tells whether an object whose name is written as `pattern` may begin with `prefix`. A wildcard that is not known may be
 * anything.
 *
 * @param from prefix of the uploads: what `${InputPath}` begins with
 */
export function mayBegin(pattern: string, prefix: string, from: string): boolean {
  return reaches(piecesOf(pattern, from), prefix);
}

/** True for a name that is known but for CI's wildcards, which are no expressions of Terraform. */
export function isPattern(name: unknown): name is string {
  return typeof name === "string" && isKnown(name.replace(/\$\{\w+\}/g, ""));
}

function piecesOf(pattern: string, from: string): Piece[] {
  const directory = from.slice(0, from.lastIndexOf("/") + 1);
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

function reaches([piece, ...rest]: readonly Piece[], prefix: string): boolean {
  if (prefix === "") return true;
  if (!piece) return false;
  if (piece.kind === ANYTHING) return true;
  if (piece.kind === NAME_PART) {
    const slash = prefix.indexOf("/");
    if (slash < 0) return true;
    // It may take any part of what stands before the slash.
    return Array.from({ length: slash + 1 }, (_, taken) => taken).some((taken) => reaches(rest, prefix.slice(taken)));
  }
  const length = Math.min(piece.text.length, prefix.length);
  return piece.text.slice(0, length) === prefix.slice(0, length) && reaches(rest, prefix.slice(length));
}
