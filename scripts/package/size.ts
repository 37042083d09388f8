/**
 * `npm run size`: bytes of the package by part, and of the handler bundles, with their budgets. Exit code 1 if one is
 * exceeded.
 */
import { BUNDLE_BUDGETS, bundlePath, weigh } from "./bundles";
import { MAX_TARBALL_BYTES, MAX_UNPACKED_BYTES, packed } from "./packed";

/** The first match names the part. */
const PARTS: readonly [name: string, pattern: RegExp][] = [
  ["bindings", /^dist\/bindings\//],
  ["types of the bindings", /^dist\/(lib|cdktn)\/providers\//],
  ["constructs for cdktf", /^dist\/lib\//],
  ["constructs for cdktn", /^dist\/cdktn\//],
  ["handler", /^dist\/handler\/(index|durable|server|submitter)\.js$/],
  ["types of the handler", /^dist\/(handler|api)\/.*\.d\.ts$/],
  ["provider tencentci", /^dist\/provider\/terraform-provider-/],
  ["simulated provider tencentcloud", /^dist\/local\/vendor\/terraform-provider-/],
  ["command line and local cloud", /^dist\/(cli|local|api|handler|provider)\//],
  ["pages, examples and licences", /./],
];

function main(): void {
  const sizes = new Map(PARTS.map(([name]) => [name, 0]));
  const { size: tarball, files } = packed();
  for (const { path, size } of files) {
    const [name] = PARTS.find(([, pattern]) => pattern.test(path))!;
    sizes.set(name, sizes.get(name)! + size);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size);
  const bundles = BUNDLE_BUDGETS.map((budget) => ({ ...budget, ...weigh(bundlePath(budget)) }));
  const rows: Row[] = [
    ...[...sizes].map(([name, bytes]) => ({ name, bytes })),
    { name: "in all", bytes: total, budget: MAX_UNPACKED_BYTES },
    { name: "tarball", bytes: tarball, budget: MAX_TARBALL_BYTES },
    ...bundles.flatMap(({ name, bytes, gzipBytes, maxBytes, maxGzipBytes }) => [
      { name, bytes, budget: maxBytes },
      { name: `${name}, gzip`, bytes: gzipBytes, budget: maxGzipBytes },
    ]),
  ];
  for (const row of rows) console.log(lineOf(row));
  const exceeded = rows.filter(({ bytes, budget = Infinity }) => bytes > budget);
  if (exceeded.length === 0) return;
  const list = exceeded.map(({ name, bytes, budget }) => `${name}: ${bytes} of ${budget} bytes`).join("; ");
  console.error(`Sizes must be within their budgets (got ${list}): see the parts above`);
  process.exitCode = 1;
}

interface Row {
  readonly name: string;
  readonly bytes: number;
  /** Bytes at most. */
  readonly budget?: number;
}

function lineOf({ name, bytes, budget }: Row): string {
  const limit = budget === undefined ? "" : `  of ${kilobytes(budget)}`;
  return `${name.padEnd(32)} ${kilobytes(bytes)}${limit}`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}

main();
