/** `npm run size`: what the package weighs, by part, against its budgets. Exit code 1 above them. */
import { MAX_TARBALL_BYTES, MAX_UNPACKED_BYTES, packed } from "./packed";

/** First match names the part. */
const PARTS: readonly [name: string, pattern: RegExp][] = [
  ["constructs for cdktf: bindings", /^dist\/lib\/providers\//],
  ["constructs for cdktf", /^dist\/lib\//],
  ["constructs for cdktn: bindings", /^dist\/cdktn\/providers\//],
  ["constructs for cdktn", /^dist\/cdktn\//],
  ["handler", /^dist\/handler\/(index|durable|server|submitter)\.js$/],
  ["types of the handler", /^dist\/(handler|api)\/.*\.d\.ts$/],
  ["provider tencentci", /^dist\/provider\/terraform-provider-/],
  ["simulated provider tencentcloud", /^dist\/local\/vendor\/terraform-provider-/],
  ["command line and local cloud", /^dist\/(cli|local|api|handler|provider)\//],
  ["licences and README", /./],
];

function main(): void {
  const sizes = new Map(PARTS.map(([name]) => [name, 0]));
  const { size: tarball, files } = packed();
  for (const { path, size } of files) {
    const [name] = PARTS.find(([, pattern]) => pattern.test(path))!;
    sizes.set(name, sizes.get(name)! + size);
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size);
  const rows = [
    ...sizes,
    ["in all", total] as const,
    ["budget", MAX_UNPACKED_BYTES] as const,
    ["tarball", tarball] as const,
    ["budget of the tarball", MAX_TARBALL_BYTES] as const,
  ];
  for (const [name, size] of rows) console.log(`${name.padEnd(32)} ${(size / 1000).toFixed(1).padStart(8)} kB`);
  if (total <= MAX_UNPACKED_BYTES && tarball <= MAX_TARBALL_BYTES) return;
  console.error(
    `The package must be at most ${MAX_UNPACKED_BYTES} bytes unpacked and ${MAX_TARBALL_BYTES} packed ` +
      `(got ${total} and ${tarball}): see the parts above`,
  );
  process.exitCode = 1;
}

main();
