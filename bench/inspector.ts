/**
 * `npm run bench:inspector`: how fast the inspector's page is with as many callbacks as it keeps, in Chromium.
 */
import { CHROMIUM } from "../harness/chromium";
import { BUCKET, deployDurable, PROGRAM } from "../harness/durable-deployment";
import { startManyCallbacks } from "../harness/many-callbacks";
import { foundById, SCROLLED_FRAMES } from "../harness/page-frames";
import { openPage } from "../harness/page-in-browser";
import type { OpenPage } from "../harness/page-in-browser";
import { startLocalCloud } from "../local/cloud";
import { startInspector } from "../local/inspector/inspector";
import { readOptions, wholeNumber } from "../scripts/options";
import { report } from "./figures";
import type { Row } from "./figures";

const USAGE = `npm run bench:inspector [-- --callbacks 10000] [--runs 5] [--json]

Opens the inspector's page in Chromium and prints the time until it shows all callbacks, the time of a frame while the list
is scrolled, and the time to find one callback by its id.

  --callbacks  callbacks on the page, 10000 at most
  --runs       runs for each figure, which is the median of them
  --json       prints JSON`;

async function main(): Promise<void> {
  const options = readOptions(USAGE, {
    json: { type: "boolean" },
    callbacks: { type: "string", default: "10000" },
    runs: { type: "string", default: "5" },
  });
  const count = wholeNumber(USAGE, "callbacks", options.callbacks);
  const runs = wholeNumber(USAGE, "runs", options.runs);
  const missing = CHROMIUM.missing();
  if (missing !== undefined) throw new Error(missing);
  const cloud = await startLocalCloud({ buckets: [BUCKET], jobMs: 20 });
  await deployDurable({ cloud, program: PROGRAM });
  const callbacks = await startManyCallbacks(cloud);
  const inspector = await startInspector(cloud, { limit: count });
  let open: OpenPage | undefined;
  try {
    await callbacks.arrive(count);
    open = await openPage(inspector);
    const { page } = open;
    const view = async (): Promise<number> => {
      const started = performance.now();
      await page.reload({ waitUntil: "commit" });
      await page.evaluate(whenAllShown(count));
      return performance.now() - started;
    };
    let index = 0;
    const find = (): Promise<number> => page.evaluate<number>(foundById(`j-${count - ++index}`));
    const rows = [
      await figure(`first view of ${count} callbacks`, 1000, runs, view),
      await figure("frame while scrolling, 95th percentile", 34, runs, () => page.evaluate<number>(SCROLLED_FRAMES)),
      await figure("one callback found by its id", 100, runs, find),
    ];
    report(rows, options);
  } finally {
    await open?.close();
    callbacks.close();
    await inspector.close();
    await cloud.close();
  }
}

/** Resolves in the first frame that shows all callbacks. The page's content security policy blocks Playwright's own waiting. */
const whenAllShown = (many: number): string => `new Promise((resolve) => {
  const look = () => {
    const isCounted = document.querySelector("#count")?.textContent === "${many} of ${many}";
    if (isCounted && document.querySelector(".row:not([hidden])")) resolve();
    else requestAnimationFrame(look);
  };
  look();
})`;

async function figure(name: string, target: number, runs: number, measure: () => Promise<number>): Promise<Row> {
  const times: number[] = [];
  while (times.length < runs) times.push(await measure());
  times.sort((a, b) => a - b);
  const [least, median, most] = [0, Math.floor(times.length / 2), times.length - 1].map((at) => Math.round(times[at]!));
  return { name, value: median!, unit: "ms", target, detail: `${least} to ${most} ms in ${runs} runs` };
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
