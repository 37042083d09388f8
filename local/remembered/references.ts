/** Finds which attributes of resources and data sources an expression of Terraform refers to. */

/** A member, an index of a list (0 also for all elements), or null for an index that is only known at apply. */
export type Step = string | number | null;

/** A reference such as `tencentcloud_vpc.main.id`. */
export interface Reference {
  readonly mode: "resource" | "data";
  readonly type: string;
  /** Name of the resource; undefined for `self`. */
  readonly name?: string;
  /** Steps from the object; empty for the whole object. */
  readonly path: readonly Step[];
  /** Whether the expression uses the value as a collection, as an argument of `length` or `toset`. */
  readonly isCollection: boolean;
}

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const OBJECT =
  /(?<![\p{L}\p{N}_.-])(?:resource\.)?(data\.)?(\p{L}[\p{L}\p{N}]*_[\p{L}\p{N}_-]+)\.([\p{L}_][\p{L}\p{N}_-]*)/gu;
const SELF = /(?<![\p{L}\p{N}_.-])self(?=[.[])/gu;
/** Text before a value that functions and loops use as a collection. */
const COLLECTION =
  /(?:\b(?:length|toset|tolist|tomap|keys|values|element|concat|flatten|one|contains|index|sort|distinct|compact|reverse|slice|zipmap|merge|lookup|anytrue|alltrue|sum|setunion|setproduct|coalescelist)\(\s*|\bjoin\([^()]*,\s*|\bin\s+)$/;

/** References to objects of types that begin with the prefix. */
export function referencesIn(text: string, prefix: string): Reference[] {
  return [...text.matchAll(OBJECT)].flatMap((match): Reference[] => {
    const [whole, data, type = "", name] = match;
    if (!type.startsWith(prefix)) return [];
    const steps = stepsAt(text, match.index + whole.length);
    const isInstance = steps[0]?.isIndex === true; // the key of `count` or `for_each` is not part of the object
    const path = (isInstance ? steps.slice(1) : steps).map(({ step }) => step);
    const mode = data === undefined ? "resource" : "data";
    return [{ mode, type, name, path, isCollection: COLLECTION.test(text.slice(0, match.index)) }];
  });
}

/** Paths that begin with `self`: a reference of a resource to itself, in a condition or a provisioner. */
export function selfReferencesIn(text: string): (readonly Step[])[] {
  return [...text.matchAll(SELF)].map((match) => stepsAt(text, match.index + match[0].length).map(({ step }) => step));
}

/** Names of members whose object the expression does not name, as in `each.value.id`. The object may be any. */
export function membersIn(text: string): string[] {
  const variables = [...text.matchAll(/\bfor\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\b/g)].flatMap(([, one, other]) => [
    one,
    other,
  ]);
  const origin = ["value", "local\\.[\\w-]+", ...variables.filter((name) => name !== undefined)].join("|");
  const member = new RegExp(`(?:\\b(?:${origin})|[)\\]])(?:\\[[^\\]]*\\])*\\.([a-z][a-z0-9_]*)`, "g");
  return [...text.matchAll(member)].map(([, name]) => name!);
}

interface ParsedStep {
  readonly step: Step;
  readonly isIndex: boolean;
  readonly end: number;
}

function stepsAt(text: string, start: number): ParsedStep[] {
  const steps: ParsedStep[] = [];
  for (let at = start; at < text.length; at = steps.at(-1)!.end) {
    const found = text[at] === "." ? dottedStep(text, at + 1) : text[at] === "[" ? bracketedStep(text, at) : undefined;
    if (!found) break;
    steps.push(found);
  }
  return steps;
}

function dottedStep(text: string, at: number): ParsedStep | undefined {
  if (text[at] === "*") return { step: 0, isIndex: true, end: at + 1 };
  const digits = /\d+/y;
  digits.lastIndex = at;
  const number = digits.exec(text)?.[0];
  if (number !== undefined) return { step: Number(number), isIndex: true, end: at + number.length };
  IDENTIFIER.lastIndex = at;
  const name = IDENTIFIER.exec(text)?.[0];
  return name === undefined ? undefined : { step: name, isIndex: false, end: at + name.length };
}

function bracketedStep(text: string, at: number): ParsedStep | undefined {
  const end = closingBracket(text, at);
  if (end === undefined) return undefined;
  const inside = text.slice(at + 1, end).trim();
  const [, key] = /^"((?:[^"\\$%]|\\.)*)"$/.exec(inside) ?? [];
  const step = inside === "*" ? 0 : /^\d+$/.test(inside) ? Number(inside) : (key ?? null);
  return { step, isIndex: true, end: end + 1 };
}

/** Position of the bracket that closes the one at this position. */
function closingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "[") depth++;
    else if (text[at] === "]" && --depth === 0) return at;
  }
  return undefined;
}
