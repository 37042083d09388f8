import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** A file that a function loads at every cold start, and its budgets in bytes. */
export interface BundleBudget {
  readonly name: string;
  /** Below dist/handler/. */
  readonly file: string;
  /** Whether it contains durable delivery. */
  readonly durable: boolean;
  /** Whether it takes messages of queues. @default false */
  readonly queue?: boolean;
  /** Bytes, minified. */
  readonly maxBytes: number;
  /** Bytes, minified and compressed. */
  readonly maxGzipBytes: number;
}

export const BUNDLE_BUDGETS: readonly BundleBudget[] = [
  { name: "handler bundle", file: "index.js", durable: false, maxBytes: 90_000, maxGzipBytes: 30_000 },
  {
    ...{ name: "handler bundle, durable", file: "durable.js", durable: true },
    ...{ maxBytes: 115_000, maxGzipBytes: 42_000 },
  },
  {
    ...{ name: "handler bundle, queue", file: "queue.js", durable: false, queue: true },
    ...{ maxBytes: 85_000, maxGzipBytes: 31_500 },
  },
  {
    ...{ name: "handler bundle, durable queue", file: "durable-queue.js", durable: true, queue: true },
    ...{ maxBytes: 124_000, maxGzipBytes: 45_500 },
  },
];

/** Size of a file in bytes, plain and compressed. */
export function weigh(file: string): { readonly bytes: number; readonly gzipBytes: number } {
  const content = readFileSync(file);
  return { bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length };
}

/** Path of a bundle in dist/, which must be built. */
export const bundlePath = ({ file }: BundleBudget): string => join(__dirname, "../../dist/handler", file);
