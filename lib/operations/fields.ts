import type { IConstruct } from "constructs";
import { checkInteger, checkOneOf, checkText, isKnown } from "../validation/check";
import { ValidationError } from "../validation/errors";

/**
 * One option of a job or of a node: its allowed values, and CI's form of it. Options have CI's names with a small first
 * letter; the types of options follow from their declaration.
 */
export interface Field<Value, Required extends boolean = boolean> {
  readonly isRequired: Required;
  /** CI's name, if it is not the name of the option with a capital letter. */
  readonly name?: string;
  /** A second name for the same value, if CI's pages disagree on the spelling. @default - none */
  readonly alias?: string;
  /** Returns CI's form of a value. Throws a ValidationError that begins with `subject` if the value is not allowed. */
  readonly render: (scope: IConstruct, subject: string, value: Value) => unknown;
}

type Optional<Value> = Field<Value, false>;

/** Fields by option. */
export type Fields = Readonly<Record<string, Field<never>>>;

type ValueOf<F> = F extends Field<infer Value> ? Value : never;
type RequiredKey<F> = { [K in keyof F]: F[K] extends Field<never, true> ? K : never }[keyof F];

/** The options that a user sets for these fields. */
export type OptionsOf<F> = { readonly [K in keyof F as K extends RequiredKey<F> ? K : never]: ValueOf<F[K]> } & {
  readonly [K in keyof F as K extends RequiredKey<F> ? never : K]?: ValueOf<F[K]>;
};

/** Fields for exactly these options. */
type FieldsOf<Options> = { readonly [K in keyof Options]-?: Field<never> };

/** Any non-empty text. */
export const text = optional<string>((scope, subject, value) => {
  checkText(scope, subject, value, /./s, "not be empty");
  return value;
});

/** A text that matches a pattern. `rule` completes "must …". */
export function matching(pattern: RegExp, rule: string): Optional<string> {
  return optional((scope, subject, value) => {
    checkText(scope, subject, value, pattern, rule);
    return value;
  });
}

/** One of these words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Optional<Word> {
  return optional((scope, subject, value) => {
    checkOneOf(scope, subject, value, words);
    return value;
  });
}

/** A whole number. */
export function integer(min: number, max: number, unit?: string): Optional<number> {
  return optional((scope, subject, value) => {
    checkInteger(scope, subject, value, { min, max, unit });
    return value;
  });
}

/** Also allows one of these words, such as `"auto"`. `""` is allowed if CI's pages say what an empty value means. */
export function orWord<Value, const Word extends string>(
  field: Optional<Value>,
  ...words: readonly Word[]
): Optional<Value | Word> {
  return optional((scope, subject, value) => {
    if (typeof value !== "string" || !isKnown(value)) return field.render(scope, subject, value);
    if (words.includes(value as Word)) return value;
    const allowed = words.map((word) => JSON.stringify(word)).join(", ");
    throw new ValidationError(`${subject} must be a number or ${allowed} (got ${JSON.stringify(value)})`, scope);
  });
}

/** A number, for example of seconds; with `above`, greater than `min`. */
export function decimal(min: number, max = Infinity, { above = false } = {}): Optional<number> {
  return optional((scope, subject, value) => {
    const isAllowed = Number.isFinite(value) && value <= max && (above ? value > min : value >= min);
    if (isKnown(value) && !isAllowed) {
      const range = [above ? `above ${min}` : `at least ${min}`, ...(max < Infinity ? [`at most ${max}`] : [])];
      throw new ValidationError(`${subject} must be a number ${range.join(" and ")} (got ${value})`, scope);
    }
    return value;
  });
}

/** A position or duration in seconds. CI reads three decimals. */
export const seconds = decimal(0);

/** A boolean. */
export const flag = optional<boolean>((scope, subject, value) => {
  if (!isKnown(value)) return value;
  if (typeof value !== "boolean")
    throw new ValidationError(`${subject} must be true or false (got ${JSON.stringify(value)})`, scope);
  return String(value);
});

/** A list of values of one field, at most `max` of them. */
export function list<Value>(item: Field<Value>, max: number): Optional<readonly Value[]> {
  return optional((scope, subject, values) => {
    if (values.length === 0 || values.length > max)
      throw new ValidationError(`${subject} must be 1 to ${max} (got ${values.length})`, scope);
    return values.map((value, index) => item.render(scope, `${subject}[${index}]`, value));
  });
}

/** A container with its own fields. */
export function group<F extends Fields>(fields: F): Optional<OptionsOf<F>>;
/** A container with a named options type, which declarations show instead of its members. */
export function group<Options extends object>(fields: Fields & FieldsOf<Options>): Optional<Options>;
export function group(fields: Fields): Optional<Readonly<Record<string, unknown>>> {
  return optional((scope, subject, options) => renderFields(scope, subject, fields, options));
}

/** Makes the field required. */
export function required<Value>(field: Field<Value>): Field<Value, true> {
  return { ...field, isRequired: true };
}

/** Sets CI's own name. */
export function named<Value, Required extends boolean>(
  name: string,
  field: Field<Value, Required>,
): Field<Value, Required> {
  return { ...field, name };
}

/** A field of any form. */
export function optional<Value>(render: Field<Value>["render"]): Optional<Value> {
  return { isRequired: false, render };
}

/**
 * CI's form of options: CI's names, and only the options that are set.
 *
 * @throws ValidationError for an option that is unknown, missing or not allowed
 */
export function renderFields(
  scope: IConstruct,
  subject: string,
  fields: Fields,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  checkKnown(scope, subject, fields, options);
  const entries = Object.entries(fields).flatMap(([option, field]) => {
    const value = options[option];
    if (value === undefined && !field.isRequired) return [];
    if (value === undefined) throw new ValidationError(`${subject} must have ${option} (got none)`, scope);
    const rendered: unknown = field.render(scope, `${subject}, ${option}`, value as never);
    return [field.name ?? capital(option), ...(field.alias === undefined ? [] : [field.alias])].map((name) => [
      name,
      rendered,
    ]);
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/**
 * Refuses options without a field, unless they are undefined.
 *
 * @throws ValidationError with the name of the option and the allowed names
 */
export function checkKnown(scope: IConstruct, subject: string, fields: Fields, options: object): void {
  const unknown = Object.entries(options).find(
    ([option, value]) => value !== undefined && !Object.hasOwn(fields, option),
  );
  if (!unknown) return;
  const known = Object.keys(fields).join(", ") || "none";
  throw new ValidationError(`${subject} must have known options only (got ${unknown[0]}; known are ${known})`, scope);
}

/** The options that are set and belong to these fields. */
export function pick(fields: Fields, options: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).filter(([option, value]) => value !== undefined && Object.hasOwn(fields, option)),
  );
}

function capital(option: string): string {
  return option.charAt(0).toUpperCase() + option.slice(1);
}
