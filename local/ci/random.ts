import { createHash } from "node:crypto";

/** Reproducible numbers in [0, 1). */
export type Random = () => number;

/** Equal seeds give equal numbers. */
export function seeded(seed: string): Random {
  let block = createHash("sha256").update(seed).digest();
  let offset = 0;
  return () => {
    if (offset + 4 > block.length) {
      block = createHash("sha256").update(block).digest();
      offset = 0;
    }
    offset += 4;
    return block.readUInt32BE(offset - 4) / 2 ** 32;
  };
}

/** A whole number from 1 to `most`, as text. */
export function randomCount(random: Random, maximum: number): string {
  return String(1 + Math.floor(random() * maximum));
}

/** A score or a confidence, from 70 to 100. */
export function percent(random: Random): string {
  return (70 + random() * 30).toFixed(2);
}
