/**
 * A shape declares a vendor structure once, for two uses: at run time the mapping follows it (lists, containers), and
 * `Infer` derives the TypeScript type from the same value.
 */
export type Shape = TextShape | ListShape | FieldsShape | LooseShape;

/** A leaf. Its value is text in both formats: JSON numbers and booleans keep their spelling. */
export interface TextShape {
  readonly kind: "text";
}

/** A list: always an array, also with one item or none. */
export interface ListShape<Item extends Shape = Shape> {
  readonly kind: "list";
  readonly item: Item;
}

/** A container. Fields outside its shape are kept unchanged. */
export interface FieldsShape<Fields extends Record<string, Shape> = Readonly<Record<string, Shape>>> {
  readonly kind: "fields";
  readonly fields: Fields;
  /** Names of the fields that are lists, so that an absent one becomes `[]`. */
  readonly lists: readonly string[];
}

/** Text in some sources, a container in others. It is kept unchanged; the declaration is only for the compiler. */
export interface LooseShape<Fields extends FieldsShape = FieldsShape> {
  readonly kind: "loose";
  readonly fields: Fields;
}

/** Type of the value that a shape describes. Every field but a list is optional: the vendor guarantees none. */
export type Infer<S> =
  S extends FieldsShape<infer Fields>
    ? { readonly [K in keyof Fields as Fields[K] extends ListShape ? K : never]: Infer<Fields[K]> } & {
        readonly [K in keyof Fields as Fields[K] extends ListShape ? never : K]?: Infer<Fields[K]>;
      }
    : S extends ListShape<infer Item>
      ? readonly Infer<Item>[]
      : S extends LooseShape<infer Fields>
        ? string | Infer<Fields>
        : string;

export const text: TextShape = { kind: "text" };

export function list<Item extends Shape>(item: Item): ListShape<Item> {
  return { kind: "list", item };
}

export function fields<Fields extends Readonly<Record<string, Shape>>>(named: Fields): FieldsShape<Fields> {
  const lists = Object.keys(named).filter((name) => named[name]?.kind === "list");
  // The sender chooses the names that are looked up here. Without a prototype, "constructor" is not found.
  return { kind: "fields", fields: Object.assign(Object.create(null) as object, named), lists };
}

/**
 * Text leaves of a container: `{ ...texts<"Bucket" | "Region">(), ObjectName: list(text) }`. They exist only for the
 * compiler: a leaf is text with or without a declaration, and names cost bytes in every function's bundle.
 */
export function texts<Name extends string>(): { readonly [N in Name]: TextShape } {
  return {} as { readonly [N in Name]: TextShape };
}

/** Fields that are text or a container: `{ ...loose<{ TransTpl: typeof template }>() }`. */
export function loose<Named extends Readonly<Record<string, FieldsShape>>>(): {
  readonly [N in keyof Named]: LooseShape<Named[N]>;
} {
  return {} as { readonly [N in keyof Named]: LooseShape<Named[N]> };
}

/** A container that has only text leaves. */
export function leaves<Name extends string>(): FieldsShape<{ readonly [N in Name]: TextShape }> {
  return LEAVES as unknown as FieldsShape<{ readonly [N in Name]: TextShape }>;
}

const LEAVES = fields({});
