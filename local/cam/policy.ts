/**
 * Evaluates policies of CAM.
 *
 * @see https://cloud.tencent.com/document/product/598/10604
 */

/** One statement of a policy document; conditions are ignored. */
export interface Statement {
  readonly effect: string;
  readonly action: readonly string[];
  readonly resource: readonly string[];
}

/** The statements of a policy document, each member as a list. */
export function statementsOf(document: string): Statement[] {
  const { statement = [] } = JSON.parse(document) as { statement?: Record<string, string | string[]>[] };
  return statement.map(({ effect, action = [], resource = [] }) => ({
    effect: String(effect),
    action: [action].flat(),
    resource: [resource].flat(),
  }));
}

/** Whether statements allow an action on a resource: at least one must allow it, and none may deny it. */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  const matching = statements.filter(
    (statement) =>
      statement.action.some((pattern) => matches(withoutPrefix(pattern), withoutPrefix(action))) &&
      statement.resource.some((pattern) => covers(pattern, resource)),
  );
  return matching.length > 0 && matching.every(({ effect }) => effect === "allow");
}

/** Actions of COS may have the prefix `name/`. */
function withoutPrefix(action: string): string {
  return action.replace(/^name\//, "");
}

/** `qcs::service:region:account:resource`; an empty part of a pattern matches every value. */
function covers(pattern: string, resource: string): boolean {
  if (pattern === "*") return true;
  const [wanted, actual] = [partsOf(pattern), partsOf(resource)];
  return wanted.every((part, index) => part === "" || matches(part, actual[index] ?? ""));
}

/** Six parts; the last one may contain colons. */
function partsOf(resource: string): string[] {
  const parts = resource.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s").test(text);
}
