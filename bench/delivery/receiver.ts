/**
 * Compares the durable receiver with a bare `node:http` server that only answers, and with one that stores the body
 * with `node:http`; all get the same body in one run. COS, the load and each server have their own processes. A
 * server's cost per request is measured in CPU time, which other processes disturb less than throughput.
 *
 *   npm run bench:delivery -- receiver [--seconds 2] [--xml] [--json]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./child";
import type { Child } from "./child";
import { jobCallback } from "../../harness/durable-deployment";
import { percentile } from "./percentile";
import { postRepeatedly } from "./raw-http";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "2" },
    xml: { type: "boolean", default: false },
  },
});

const KINDS = ["bare", "storing", "receiver"] as const;
const ROUNDS = 5;
/** The first round is this many times longer than the others: it warms up the compiler. */
const WARM_UP = 5;
const CONNECTIONS = 64;
const COS_MS = 1;
const SECRET = "0123456789abcdef0123456789abcdef";
/** Throughput of the receiver relative to that of a server that only makes the same call to COS. */
const TARGET = 0.55;

type Kind = (typeof KINDS)[number];

interface Samples {
  readonly perSecond: number[];
  /** CPU time of the server per request, in microseconds. */
  readonly cpuUs: number[];
  times: number[];
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "bench-receiver-"));
  const children: Child[] = [];
  const start = async (file: string, args: readonly string[]): Promise<Child> => {
    const child = await startChild(file, args);
    children.push(child);
    return child;
  };
  try {
    const handler = join(directory, "handler.cjs");
    const { buildHandler } = await import("../../scripts/build-handler.mjs");
    await buildHandler({ durable: true, outfile: handler });
    const cos = await start("cos-server.ts", [String(COS_MS)]);
    const servers = new Map<Kind, Child>();
    for (const kind of KINDS) {
      servers.set(kind, await start("receiver-server.ts", [kind, String(cos.port), SECRET, handler]));
    }
    print(await measureInTurns(servers, CONNECTIONS), await measureInTurns(servers, 1));
  } finally {
    for (const child of children) child.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The servers take turns, so that a busy moment of the machine affects all of them. */
async function measureInTurns(servers: ReadonlyMap<Kind, Child>, connections: number): Promise<Record<Kind, Samples>> {
  const noSamples = (): Samples => ({ perSecond: [], cpuUs: [], times: [] });
  const samples: Record<Kind, Samples> = { bare: noSamples(), storing: noSamples(), receiver: noSamples() };
  for (let round = -1; round < ROUNDS; round++) {
    for (const [kind, server] of servers) {
      const body = bodies(`j${round}x${connections}x`);
      const before = await server.cpuUs();
      const ms = Number(values.seconds) * (round < 0 ? WARM_UP : 1) * 1000;
      const { perSecond, times, failed } = await postRepeatedly(server.port, `/${SECRET}`, body, { connections, ms });
      const cpuUs = (await server.cpuUs()) - before;
      if (failed > 0) throw new Error(`${kind} must answer 200 (got ${failed} other answers)`);
      if (round < 0) continue;
      samples[kind].perSecond.push(perSecond);
      samples[kind].cpuUs.push(cpuUs / times.length);
      samples[kind].times = samples[kind].times.concat(times);
    }
  }
  return samples;
}

/** One callback with a new id each time, built so that it costs the load generator almost nothing. */
function bodies(prefix: string): (index: number) => string {
  const [head = "", tail = ""] = jobCallback("<id>", values.xml ? "XML" : "JSON").split(
    values.xml ? "&lt;id&gt;" : "<id>",
  );
  return (index) => `${head}${prefix}${index}${tail}`;
}

function print(many: Record<Kind, Samples>, single: Record<Kind, Samples>): void {
  const rows = KINDS.map((kind) => ({
    server: kind,
    perSecond: Math.round(percentile(many[kind].perSecond, 0.5)),
    cpuUs: Math.round(percentile(many[kind].cpuUs, 0.5)),
    p50Ms: percentile(many[kind].times, 0.5),
    p99Ms: percentile(many[kind].times, 0.99),
    aloneP50Ms: percentile(single[kind].times, 0.5),
    aloneP99Ms: percentile(single[kind].times, 0.99),
  }));
  const [bare, storing, receiver] = rows as [Row, Row, Row];
  const ratio = (name: keyof Omit<Row, "server">, peer: Row): number =>
    Math.round((receiver[name] / peer[name]) * 100) / 100;
  const throughput = { bare: ratio("perSecond", bare), storing: ratio("perSecond", storing) };
  const cpu = { bare: ratio("cpuUs", bare), storing: ratio("cpuUs", storing) };
  const met = throughput.storing >= TARGET;
  if (!met) process.exitCode = 1;
  const setting = { body: values.xml ? "XML" : "JSON", cosMs: COS_MS, connections: CONNECTIONS };
  if (values.json) return console.log(JSON.stringify({ ...setting, rows, throughput, cpu, target: TARGET, met }));
  console.table(rows);
  console.log(`${setting.body} body, ${CONNECTIONS} connections, COS answers after ${COS_MS} ms; the receiver has`);
  console.log(`${throughput.bare}× the throughput of the one that only answers, ${cpu.bare}× its CPU time;`);
  console.log(`${throughput.storing}× the throughput of the one that stores the body, ${cpu.storing}× its CPU time`);
  console.log(`target: ≥ ${TARGET}× the throughput of the one that stores the body, ${met ? "met" : "missed"}`);
}

interface Row {
  readonly server: Kind;
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly aloneP50Ms: number;
  readonly aloneP99Ms: number;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 2;
});
