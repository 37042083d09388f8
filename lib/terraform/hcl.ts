/**
 * `cdktf synth --hcl`: the core prints most things right by itself. What is here gives it the rest in a form that it prints
 * as Terraform reads it.
 */
import { Aspects, TerraformResource, TerraformStack } from "cdktf";
import type { ITerraformDependable, Postcondition, Precondition } from "cdktf";
import type { IConstruct } from "constructs";

/** Whether the app is synthesized as HCL; asked as the core's stacks ask. */
export function isHcl(): boolean {
  return ["true", "1"].includes(process.env["SYNTH_HCL_OUTPUT"] ?? "");
}

/** What a token gives for an argument that is not set: HCL has a word for it, JSON leaves the argument out. */
export function unset(): undefined {
  return isHcl() ? (null as never) : undefined;
}

/** Stacks whose resources are printed in the forms below. */
const watched = new WeakSet<TerraformStack>();

/**
 * Has the lifecycles in the stack of `scope` printed as Terraform reads them. The core prints postconditions as an argument
 * instead of blocks, and quotes references, which Terraform refuses in `replace_triggered_by`.
 */
export function printLifecycles(scope: IConstruct): void {
  if (!isHcl()) return;
  const stack = TerraformStack.of(scope);
  if (watched.has(stack)) return;
  watched.add(stack);
  Aspects.of(stack).add({
    visit: (node) => {
      if (TerraformResource.isTerraformResource(node)) printLifecycle(node);
    },
  });
}

function printLifecycle(resource: TerraformResource): void {
  const { lifecycle } = resource;
  if (!lifecycle) return;
  const { createBeforeDestroy, preventDestroy, ignoreChanges, replaceTriggeredBy, precondition, postcondition } =
    lifecycle;
  resource.lifecycle = undefined;
  resource.addOverride("lifecycle", {
    value: {
      create_before_destroy: createBeforeDestroy,
      prevent_destroy: preventDestroy,
      ignore_changes:
        ignoreChanges && reference(typeof ignoreChanges === "string" ? ignoreChanges : listOf(ignoreChanges)),
      replace_triggered_by: replaceTriggeredBy && reference(listOf(replaceTriggeredBy.map(nameOf))),
      precondition: precondition && blocks(precondition),
      postcondition: postcondition && blocks(postcondition),
    },
  });
}

const reference = (value: string): object => ({ value, type: "reference", storageClassType: "reference" });

const listOf = (names: readonly string[]): string => `[${names.join(", ")}]`;

function nameOf(resource: string | ITerraformDependable): string {
  if (typeof resource === "string") return resource;
  const { terraformResourceType, friendlyUniqueId } = resource as TerraformResource;
  return `${terraformResourceType}.${friendlyUniqueId}`;
}

function blocks(conditions: readonly (Precondition | Postcondition)[]): object {
  const text = (value: unknown): object => ({ value, type: "simple", storageClassType: "string" });
  const value = conditions.map((one) => ({ condition: text(one.condition), error_message: text(one.errorMessage) }));
  return { value, isBlock: true, type: "list", storageClassType: "objectList" };
}

/**
 * A text as it stands between quotation marks in HCL; expressions in `${…}` and `%{…}` stay as they are. The core escapes
 * none of it where there is an expression, and no backslash anywhere.
 */
export function hclText(text: string): string {
  let out = "";
  for (let at = 0; at < text.length;) {
    const length = expressionLength(text, at);
    const char = text[at]!;
    out += length > 0 ? text.slice(at, at + length) : (ESCAPES[char] ?? char);
    at += Math.max(length, 1);
  }
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** How long the expression, or the escaped beginning of one, is that begins at a place; 0 where none does. */
function expressionLength(text: string, at: number): number {
  if (/^(\$\$|%%)\{/.test(text.slice(at, at + 3))) return 3;
  if (!/^[$%]\{/.test(text.slice(at, at + 2))) return 0;
  let depth = 1;
  let isInString = false;
  let end = at + 2;
  for (; end < text.length && depth > 0; end++) {
    const char = text[end];
    if (isInString && char === "\\") end++;
    else if (char === '"') isInString = !isInString;
    else if (!isInString && char === "{") depth++;
    else if (!isInString && char === "}") depth--;
  }
  return end - at;
}
