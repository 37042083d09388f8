/**
 * Support for `cdktf synth --hcl`. The core prints most of the configuration correctly; this file converts the rest to
 * forms that the core prints correctly. Synthesis as JSON is unchanged.
 */
import { Aspects, DefaultTokenResolver, StringConcat, TerraformLocal, Tokenization } from "cdktf";
import { TerraformResource, TerraformStack } from "cdktf";
import type { ITerraformDependable, Postcondition, Precondition, TerraformResourceLifecycle } from "cdktf";
import type { IConstruct } from "constructs";

/** The core's model of an element: attributes by type and id, each with a value and its kind. */
type ElementModel = Readonly<Record<string, unknown>>;

/** Resolves tokens as the core does. */
const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** Stacks whose elements are converted. */
const convertedStacks = new WeakSet<TerraformStack>();

/** Registers the stack of `scope` for conversion, if it is synthesized as HCL. */
export function printHcl(scope: IConstruct): void {
  if (!["true", "1"].includes(process.env["SYNTH_HCL_OUTPUT"] ?? "")) return; // the same condition as in the core's stacks
  const stack = TerraformStack.of(scope);
  if (convertedStacks.has(stack)) return;
  convertedStacks.add(stack);
  Aspects.of(stack).add({
    visit: (node) => {
      if (TerraformResource.isTerraformResource(node))
        overridePrinting(node, (attributes) => resourceForm(attributes, node));
      else if (node instanceof TerraformLocal) overridePrinting(node, localForm);
    },
  });
}

/** Makes an element print itself in a converted form, after all tokens are resolved. */
function overridePrinting(
  element: TerraformResource | TerraformLocal,
  form: (attributes: ElementModel) => ElementModel,
): void {
  const printOriginal = element.toHclTerraform.bind(element) as () => ElementModel;
  element.toHclTerraform = (): ElementModel => {
    const { resource, locals, ...otherBlocks } = Tokenization.resolve(printOriginal(), {
      scope: element,
      resolver: RESOLVER,
      preparing: false,
    }) as Record<string, ElementModel>;
    return {
      ...otherBlocks,
      ...(resource && {
        resource: mapValues(resource, (byId) =>
          mapValues(byId as ElementModel, (element) => form(element as ElementModel)),
        ),
      }),
      ...(locals && { locals: mapValues(locals, (local) => form(local as ElementModel)) }),
    };
  };
}

/** Removes arguments that are not set, escapes texts, and writes the lifecycle as a block. */
function resourceForm({ "//": comment, ...attributes }: ElementModel, { lifecycle }: TerraformResource): ElementModel {
  const set = Object.entries(attributes).filter(([, attribute]) => !isUnset(attribute));
  return {
    ...mapValues(Object.fromEntries(set), (argument) => mapTexts(argument, hclText)),
    ...(lifecycle && { lifecycle: { value: lifecycleForm(lifecycle) } }),
    "//": comment,
  };
}

/** In locals, the core prints a text that looks like a number, a list or an object as such a value. */
function localForm(local: ElementModel): ElementModel {
  const form = (text: string): string => (/^([[{"]|-?\d|$)/.test(text) ? `\${"${hclText(text)}"}` : hclText(text));
  return { ...local, value: mapTexts(local["value"], form) };
}

/**
 * The core quotes references in `replace_triggered_by`, which Terraform refuses, and prints conditions as arguments.
 */
function lifecycleForm(lifecycle: TerraformResourceLifecycle): ElementModel {
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

/** Whether an attribute has no value because its token resolves to nothing. */
function isUnset(attribute: unknown): boolean {
  return isObject(attribute) && "type" in attribute && "storageClassType" in attribute && !("value" in attribute);
}

function mapTexts(value: unknown, form: (text: string) => string): unknown {
  if (typeof value === "string") return form(value);
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, form));
  return isObject(value) ? mapValues(value, (member) => mapTexts(member, form)) : value;
}

function mapValues(from: ElementModel, change: (value: unknown) => unknown): ElementModel {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
}

function isObject(value: unknown): value is ElementModel {
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
