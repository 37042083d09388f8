/**
 * `cdktf synth --hcl`: the core prints most things right. What is here gives it the rest in a form that it prints as
 * Terraform reads it. Synthesis as JSON is not touched.
 */
import { Aspects, DefaultTokenResolver, StringConcat, TerraformLocal, Tokenization } from "cdktf";
import { TerraformResource, TerraformStack } from "cdktf";
import type { ITerraformDependable, Postcondition, Precondition, TerraformResourceLifecycle } from "cdktf";
import type { IConstruct } from "constructs";

/** What the core prints of an element: attributes by type and id, each with a value and what it is. */
type Printed = Readonly<Record<string, unknown>>;

/** As the core resolves. */
const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** Stacks whose elements are printed in the forms below. */
const watched = new WeakSet<TerraformStack>();

/** Has the stack of `scope` printed as Terraform reads it, where it is synthesized as HCL. */
export function printHcl(scope: IConstruct): void {
  if (!["true", "1"].includes(process.env["SYNTH_HCL_OUTPUT"] ?? "")) return; // asked as the core's stacks ask
  const stack = TerraformStack.of(scope);
  if (watched.has(stack)) return;
  watched.add(stack);
  Aspects.of(stack).add({
    visit: (node) => {
      if (TerraformResource.isTerraformResource(node)) formed(node, (attributes) => resourceForm(attributes, node));
      else if (node instanceof TerraformLocal) formed(node, localForm);
    },
  });
}

/** Has an element printed in another form, with all tokens resolved. */
function formed(element: TerraformResource | TerraformLocal, form: (attributes: Printed) => Printed): void {
  const print = element.toHclTerraform.bind(element) as () => Printed;
  element.toHclTerraform = (): Printed => {
    const { resource, locals, ...others } = Tokenization.resolve(print(), {
      scope: element,
      resolver: RESOLVER,
      preparing: false,
    }) as Record<string, Printed>;
    return {
      ...others,
      ...(resource && { resource: mapped(resource, (byId) => mapped(byId as Printed, (one) => form(one as Printed))) }),
      ...(locals && { locals: mapped(locals, (one) => form(one as Printed)) }),
    };
  };
}

/** Without arguments that are not set, with texts that are escaped, and with the lifecycle as a block. */
function resourceForm({ "//": about, ...attributes }: Printed, { lifecycle }: TerraformResource): Printed {
  const set = Object.entries(attributes).filter(([, one]) => !isUnset(one));
  return {
    ...mapped(Object.fromEntries(set), (one) => leaves(one, hclText)),
    ...(lifecycle && { lifecycle: { value: lifecycleForm(lifecycle) } }),
    "//": about,
  };
}

/** The core takes a text in a local that looks like a number, a list or an object for one. */
function localForm(local: Printed): Printed {
  const form = (text: string): string => (/^([[{"]|-?\d|$)/.test(text) ? `\${"${hclText(text)}"}` : hclText(text));
  return { ...local, value: leaves(local["value"], form) };
}

/** The core quotes references, which Terraform refuses in `replace_triggered_by`, and prints conditions as arguments. */
function lifecycleForm(lifecycle: TerraformResourceLifecycle): Printed {
  const { ignoreChanges, replaceTriggeredBy, precondition, postcondition } = lifecycle;
  return {
    create_before_destroy: lifecycle.createBeforeDestroy,
    prevent_destroy: lifecycle.preventDestroy,
    ignore_changes: ignoreChanges && reference(typeof ignoreChanges === "string" ? ignoreChanges : list(ignoreChanges)),
    replace_triggered_by: replaceTriggeredBy && reference(list(replaceTriggeredBy.map(nameOf))),
    precondition: precondition && blocks(precondition),
    postcondition: postcondition && blocks(postcondition),
  };
}

const reference = (value: string): object => ({ value, type: "reference", storageClassType: "reference" });

const list = (names: readonly string[]): string => `[${names.join(", ")}]`;

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

/** A token that gives nothing leaves a description of a value without the value. */
function isUnset(attribute: unknown): boolean {
  return isObject(attribute) && "type" in attribute && "storageClassType" in attribute && !("value" in attribute);
}

function leaves(value: unknown, form: (text: string) => string): unknown {
  if (typeof value === "string") return form(value);
  if (Array.isArray(value)) return value.map((item: unknown) => leaves(item, form));
  return isObject(value) ? mapped(value, (member) => leaves(member, form)) : value;
}

function mapped(from: Printed, change: (value: unknown) => unknown): Printed {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
}

function isObject(value: unknown): value is Printed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
