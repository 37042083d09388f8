/** Values of Terraform's type system as plain JavaScript, plus `UNKNOWN`, which JavaScript lacks. */

/** Class of the singleton `UNKNOWN`. */
class UnknownValue {
  readonly #brand = true;

  toString(): string {
    return "(known after apply)";
  }

  static is(value: unknown): value is UnknownValue {
    return typeof value === "object" && value !== null && #brand in value;
  }
}

/** Stands for a value that is known only after apply. Compare with `===` or `isUnknown`. */
export const UNKNOWN = new UnknownValue();
export type Unknown = UnknownValue;

/** Any value; lists, sets and tuples are arrays, maps and objects are plain objects. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | { readonly [name: string]: Value };

/** The value of a block or an object. */
export type ObjectValue = { readonly [name: string]: Value };

/** `T` in which any part may be `UNKNOWN`. */
export type MaybeUnknown<T> =
  Unknown | (T extends readonly (infer E)[] ? readonly MaybeUnknown<E>[] : T extends object ? Unresolved<T> : T);

/** The object `T` whose members, but not itself, may be `UNKNOWN`: a configuration at plan time. */
export type Unresolved<T> = { readonly [K in keyof T]: MaybeUnknown<T[K]> };

export function isUnknown(value: unknown): value is Unknown {
  return UnknownValue.is(value);
}

/** True for objects and maps: neither array, null nor `UNKNOWN`. */
export function isObject(value: unknown): value is ObjectValue {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
}

/** True when no part of the value is `UNKNOWN`. */
export function isWhollyKnown(value: unknown): boolean {
  if (isUnknown(value)) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  return isObject(value) ? Object.values(value).every(isWhollyKnown) : true;
}

/** Deep equality; `UNKNOWN` equals itself, a missing member equals null, member order is ignored. */
export function valuesEqual(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => valuesEqual(element, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  for (const name in a) if (!valuesEqual(a[name], b[name])) return false;
  for (const name in b) if (!Object.hasOwn(a, name) && !valuesEqual(null, b[name])) return false;
  return true;
}
