import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions, wholeNumber } from "../../scripts/options";
import { jobCallback } from "./deployment";
import { percentile } from "./percentile";
import { hammer, startAnswering } from "./raw-http";

const USAGE = `The durable receiver beside a bare node:http server and beside one that stores the body by hand, all with the same
body and in one run: throughput with many requests under way, and the time of a request when one is.

  npm run bench:delivery -- receiver [--ms 2000] [--xml] [--json]`;

const values = readOptions(USAGE, {
  json: { type: "boolean", default: false },
  ms: { type: "string", default: "2000" },
  xml: { type: "boolean", default: false },
});

const MS = wholeNumber(USAGE, "ms", values.ms);

const KINDS = ["bare", "storing", "receiver"] as const;
const ROUNDS = 5;
const CONNECTIONS = 32;
const COS_MS = 1;
const SECRET = "0123456789abcdef0123456789abcdef";

type Kind = (typeof KINDS)[number];
type Samples = Record<Kind, { perSecond: number[]; times: number[] }>;

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-receiver-"));
  const children: ChildProcess[] = [];
  const cos = await startAnswering(COS_MS);
  try {
    const handler = join(directory, "handler.cjs");
    const { buildHandler } = await import("../../scripts/build-handler.mjs");
    await buildHandler({ durable: true, outfile: handler });
    const ports = new Map<Kind, number>();
    for (const kind of KINDS) {
      const child = fork(join(__dirname, "receiver-server.ts"), [kind, String(cos.port), SECRET, handler]);
      children.push(child);
      ports.set(kind, await new Promise((resolve) => child.once("message", (port) => resolve(port as number))));
    }
    const many = await race(ports, CONNECTIONS);
    const single = await race(ports, 1);
    print(many, single);
  } finally {
    for (const child of children) child.disconnect();
    cos.server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** All take turns, so that a busy moment of the machine meets all of them. */
async function race(ports: ReadonlyMap<Kind, number>, connections: number): Promise<Samples> {
  const samples = Object.fromEntries(KINDS.map((kind) => [kind, { perSecond: [], times: [] }])) as unknown as Samples;
  for (let round = -1; round < ROUNDS; round++) {
    for (const [kind, port] of ports) {
      const body = (index: number): string =>
        jobCallback(`j${round}x${connections}x${index}`, values.xml ? "XML" : "JSON");
      const result = await hammer(port, `/${SECRET}`, body, { connections, ms: MS });
      if (result.failed > 0) throw new Error(`${kind} must answer 200 (got ${result.failed} other answers)`);
      if (round < 0) continue; // the first round warms the compiler
      samples[kind].perSecond.push(result.perSecond);
      samples[kind].times.push(...result.times);
    }
  }
  return samples;
}

function print(many: Samples, single: Samples): void {
  const rows = KINDS.map((kind) => ({
    server: kind,
    perSecond: Math.round(percentile(many[kind].perSecond, 0.5)),
    p50Ms: percentile(many[kind].times, 0.5),
    p99Ms: percentile(many[kind].times, 0.99),
    aloneP50Ms: percentile(single[kind].times, 0.5),
    aloneP99Ms: percentile(single[kind].times, 0.99),
  }));
  const perSecond = (kind: Kind): number => rows.find(({ server }) => server === kind)!.perSecond;
  const result = {
    toBare: Math.round((perSecond("receiver") / perSecond("bare")) * 100) / 100,
    toStoring: Math.round((perSecond("receiver") / perSecond("storing")) * 100) / 100,
  };
  if (values.json)
    return console.log(JSON.stringify({ cosMs: COS_MS, connections: CONNECTIONS, rows, ...result }, undefined, 2));
  console.table(rows);
  console.log(`receiver ÷ bare node:http that only answers: ${result.toBare}`);
  console.log(`receiver ÷ bare node:http that stores the body: ${result.toStoring}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
