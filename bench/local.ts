/**
 * `npm run bench:local`: whether the local cloud sustains a steady load: callbacks posted as CI posts them, to a
 * function that does nothing, with the inspector recording each of them.
 */
import { setTimeout } from "node:timers/promises";
import { deployInline, jobCallback } from "../harness/durable-deployment";
import { startLocalCloud } from "../local/cloud";
import type { Delivery } from "../local/ci/delivery";
import { startInspector } from "../local/inspector/inspector";
import { readOptions, wholeNumber } from "../scripts/options";
import { report } from "./figures";
import type { Row } from "./figures";

const USAGE = `npm run bench:local [-- --rate 500] [--seconds 60] [--json]

Posts callbacks to an empty handler on the local cloud and prints what was lost, the 99th percentile and the memory.

  --rate     callbacks a second
  --seconds  length of the load
  --json     prints JSON`;

const PROGRAM = `import { defineHandler } from "cdktf-tencentcloud-ci/handler";
export default defineHandler({ onJob: { SplitVideoParts: () => {} } });`;

/** Pause between two groups of callbacks. */
const TICK_MS = 20;
const MEGABYTE = 1024 * 1024;

async function main(): Promise<void> {
  const options = readOptions(USAGE, {
    json: { type: "boolean" },
    rate: { type: "string", default: "500" },
    seconds: { type: "string", default: "60" },
  });
  const rate = wholeNumber(USAGE, "rate", options.rate);
  const seconds = wholeNumber(USAGE, "seconds", options.seconds);
  const cloud = await startLocalCloud();
  const inspector = await startInspector(cloud, { port: 0 });
  try {
    const url = await deployInline(cloud, PROGRAM);
    const post = (index: number): Promise<Delivery> =>
      cloud.deliver(url, jobCallback(`j${index}`), "JSON", { event: "TaskFinish", subject: `j${index}` });
    await Promise.all([0, 1].map(post)); // the first processes have started
    report(await load({ rate, seconds, post: (index) => post(index + 2) }), options);
  } finally {
    await inspector.close();
    await cloud.close();
  }
}

interface Load {
  readonly rate: number;
  readonly seconds: number;
  readonly post: (index: number) => Promise<Delivery>;
}

async function load({ rate, seconds, post }: Load): Promise<Row[]> {
  const total = rate * seconds;
  const began = performance.now();
  const posted: Promise<Delivery>[] = [];
  let peakBytes = 0;
  while (posted.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - began) / 1000) * rate));
    while (posted.length < due) posted.push(post(posted.length));
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
    await setTimeout(TICK_MS);
  }
  const deliveries = await Promise.all(posted);
  const times = deliveries.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.ceil(times.length * share) - 1]!;
  const lost = deliveries.filter(({ status }) => status !== 200);
  const reasons = [...new Set(lost.map(({ status, error }) => error ?? `status ${status}`))].join(", ");
  const setting = `${rate}/s for ${seconds} s, empty handler, inspector on`;
  return [
    {
      name: "callbacks lost",
      value: lost.length,
      unit: "count",
      target: 0,
      detail: reasons || `of ${total}; ${setting}`,
    },
    { name: "answer, 99th percentile", value: at(0.99), unit: "ms", target: 1000, detail: `median ${at(0.5)} ms` },
    {
      name: "memory of the local cloud",
      value: Math.round(peakBytes / MEGABYTE),
      unit: "MB",
      target: 300,
      detail: "largest resident set, without the function's processes",
    },
  ];
}

void main();
