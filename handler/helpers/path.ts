/** Reads `operation` by field names, for any tag: helpers must accept jobs of types that are newer than the table. */
export type Part = Readonly<Record<string, unknown>>;

export function objectAt(from: unknown, name: string): Part | undefined {
  const value = isPart(from) && Object.hasOwn(from, name) ? from[name] : undefined;
  return isPart(value) ? value : undefined;
}

export function objectsAt(from: unknown, name: string): Part[] {
  const value = isPart(from) && Object.hasOwn(from, name) ? from[name] : undefined;
  if (Array.isArray(value)) return value.filter(isPart);
  return isPart(value) ? [value] : [];
}

/** `undefined` if missing, empty or not text. */
export function textAt(from: Part | undefined, name: string): string | undefined {
  const value = from && Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsAt(from: Part | undefined, name: string): string[] {
  const value = from && Object.hasOwn(from, name) ? from[name] : undefined;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === "string" && item !== "");
}

/** A number in the vendor's text form; `undefined` if there is none. */
export function numberAt(from: Part | undefined, name: string): number | undefined {
  const number = Number(textAt(from, name)?.trim() || NaN);
  return Number.isFinite(number) ? number : undefined;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
