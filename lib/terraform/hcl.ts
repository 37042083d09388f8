/**
 * Support for `cdktf synth --hcl`. The core prints most of the configuration correctly; this file converts the rest to
 * forms that the core prints correctly. Synthesis as JSON is unchanged.
 */
import { Aspects, DefaultTokenResolver, StringConcat, TerraformLocal, Tokenization } from "cdktf";
import { TerraformResource, TerraformStack } from "cdktf";
import type { ITerraformDependable, Postcondition, Precondition, TerraformResourceLifecycle } from "cdktf";
import type { IConstruct } from "constructs";

/** The core's model of an element: attributes by type and id, each with a value and its kind. */
type Printed = Readonly<Record<string, unknown>>;

/** Resolves tokens as the core does. */
const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** Stacks whose elements are converted. */
const watched = new WeakSet<TerraformStack>();

/** Registers the stack of `scope` for conversion, if it is synthesized as HCL. */
export function printHcl(scope: IConstruct): void {
  if (!["true", "1"].includes(process.env["SYNTH_HCL_OUTPUT"] ?? "")) return; // the same condition as in the core's stacks
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

/** Converts one element. All tokens are resolved before. */
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
      ...(resource && {
        resource: mapped(resource, (byId) => mapped(byId as Printed, (element) => form(element as Printed))),
      }),
      ...(locals && { locals: mapped(locals, (local) => form(local as Printed)) }),
    };
  };
}

/** Removes arguments that are not set, escapes texts, and writes the lifecycle as a block. */
function resourceForm({ "//": about, ...attributes }: Printed, { lifecycle }: TerraformResource): Printed {
  const set = Object.entries(attributes).filter(([, attribute]) => !isUnset(attribute));
  return {
    ...mapped(Object.fromEntries(set), (argument) => leaves(argument, hclText)),
    ...(lifecycle && { lifecycle: { value: lifecycleForm(lifecycle) } }),
    "//": about,
  };
}

/** In locals, the core prints a text that looks like a number, a list or an object as such a value. */
function localForm(local: Printed): Printed {
  const form = (text: string): string => (/^([[{"]|-?\d|$)/.test(text) ? `\${"${hclText(text)}"}` : hclText(text));
  return { ...local, value: leaves(local["value"], form) };
}

/**
 * The core quotes references in `replace_triggered_by`, which Terraform refuses, and prints conditions as arguments.
 */
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
  const value = conditions.map((condition) => ({
    condition: text(condition.condition),
    error_message: text(condition.errorMessage),
  }));
  return { value, isBlock: true, type: "list", storageClassType: "objectList" };
}

/** Drops the description of a value whose token resolves to nothing. */
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
 * A text as HCL writes it between quotation marks; expressions in `${…}` and `%{…}` are kept. The core does not escape
 * a text that contains an expression, and never escapes backslashes.
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

/** Length of the expression, or of its escaped beginning, at an offset; 0 if there is none. */
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
