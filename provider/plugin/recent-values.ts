/**
 * Decoded values of recent messages. Terraform sends one resource's state in several calls in a row, so most values of a
 * plan need no decoding.
 */
import type { ObjectValue } from "./values";

/** A hundred resources read and planned in parallel. */
const MAX_VALUES = 200;
/** Larger values are decoded each time, which bounds the memory. */
const MAX_BYTES = 32 << 10;

export class RecentValues {
  /** Values by their bytes, the oldest first. */
  readonly #values = new Map<string, ObjectValue | null>();

  /** @param decode called when the bytes are not among the recent ones */
  get(bytes: Uint8Array, decode: () => ObjectValue | null): ObjectValue | null {
    const known = this.#values.get(keyOf(bytes));
    if (known !== undefined) return known;
    const value = decode();
    this.add(bytes, value);
    return value;
  }

  add(bytes: Uint8Array, value: ObjectValue | null): void {
    if (bytes.length > MAX_BYTES) return;
    this.#values.set(keyOf(bytes), value);
    if (this.#values.size > MAX_VALUES) this.#values.delete(this.#values.keys().next().value!);
  }
}

function keyOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
