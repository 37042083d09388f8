import { spawnSync } from "node:child_process";
import { join } from "node:path";

const USAGE = `Figures of durable delivery. Without a name all of them, one after the other.

  npm run bench:delivery -- receiver   throughput and times beside bare node:http servers
  npm run bench:delivery -- memory     heap of receiver and worker over 100,000 callbacks
  npm run bench:delivery -- load       the local cloud under load, with faults and kill -9

Each says with --help what else it takes.`;

const SECTIONS = ["receiver", "memory", "load"];

const [first = "", ...rest] = process.argv.slice(2);
const isNamed = SECTIONS.includes(first);
const args = isNamed ? rest : process.argv.slice(2);
const isHelp = first === "--help" || first === "-h";

if (isHelp) console.log(USAGE);
for (const section of isHelp ? [] : isNamed ? [first] : SECTIONS) {
  process.stderr.write(`${section} …\n`);
  const file = join(__dirname, `${section}.ts`);
  const { status } = spawnSync(process.execPath, ["--import", "tsx", file, ...args], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
