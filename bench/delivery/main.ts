/**
 * `npm run bench:delivery`: figures of durable delivery. Without a name all of them, one after the other.
 *
 *   receiver   throughput and times beside bare node:http servers
 *   memory     heap of receiver and worker over 100,000 callbacks
 *   load       the local cloud under load, with faults and kill -9
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const SECTIONS = ["receiver", "memory", "load"];

const [first = "", ...rest] = process.argv.slice(2);
const isNamed = SECTIONS.includes(first);
const args = isNamed ? rest : process.argv.slice(2);

for (const section of isNamed ? [first] : SECTIONS) {
  process.stderr.write(`${section} …\n`);
  const file = join(__dirname, `${section}.ts`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", file, ...args], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
