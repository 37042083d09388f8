/** Reading of `operation` by name, whatever the tag: a helper must bear jobs of types that are newer than the table. */
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

/** `undefined` when missing, empty or not text. */
export function textAt(from: Part | undefined, name: string): string | undefined {
  const value = from && Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function textsAt(from: Part | undefined, name: string): string[] {
  const value = from && Object.hasOwn(from, name) ? from[name] : undefined;
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === "string" && item !== "");
}

/** A number of the vendor's; `undefined` where there is none. */
export function numberAt(from: Part | undefined, name: string): number | undefined {
  const number = Number(textAt(from, name)?.trim() || NaN);
  return Number.isFinite(number) ? number : undefined;
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
