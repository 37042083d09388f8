/** `npm run bench:delivery`: figures of durable delivery. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { failWithUsage, readCommandLine } from "../../scripts/options";

/** Parts and their options. */
const PARTS = {
  receiver: ["seconds", "xml"],
  memory: ["callbacks"],
  backlog: ["callbacks"],
  load: ["seconds", "rate"],
  kafka: ["messages", "partitions"],
} as const;

type Part = keyof typeof PARTS;

const USAGE = `npm run bench:delivery [-- <part>] [options] [--json]

Measures durable delivery. Without a part, all run one after the other.

  receiver   throughput and CPU time beside bare node:http servers   [--seconds 2] [--xml]
  memory     memory of receiver and worker                           [--callbacks 100000]
  backlog    what a sweeper drains after an outage                   [--callbacks 100000]
  load       the local cloud under load, with faults and kill -9     [--seconds 30] [--rate 200]
  kafka      a topic beside a URL, inline and durable                [--messages 20000] [--partitions 3]

  --json     prints one JSON object

Exit code: 0 every figure reaches its target, 1 one misses it, 2 wrong usage.`;

const { values, positionals } = readCommandLine(USAGE, {
  json: { type: "boolean", default: false },
  xml: { type: "boolean" },
  seconds: { type: "string" },
  callbacks: { type: "string" },
  rate: { type: "string" },
  messages: { type: "string" },
  partitions: { type: "string" },
});

function main(): void {
  const [name, ...rest] = positionals;
  const all = Object.keys(PARTS) as Part[];
  if (rest.length > 0 || (name !== undefined && !all.includes(name as Part))) {
    failWithUsage(USAGE, `The part must be one of ${all.join(", ")}, or none for all (got ${positionals.join(" ")})`);
  }
  const results: Partial<Record<Part, unknown>> = {};
  for (const part of name === undefined ? all : [name as Part]) results[part] = run(part);
  if (values.json) console.log(JSON.stringify(results, undefined, 2));
}

/** Output of a part: an object with `--json`; otherwise unused here. */
function run(part: Part): unknown {
  process.stderr.write(`${part} …\n`);
  const options = PARTS[part].flatMap((option) => {
    const value = values[option as keyof typeof values];
    return value === undefined ? [] : [value === true ? `--${option}` : `--${option}=${value}`];
  });
  const args = ["--import", "tsx", join(__dirname, `${part}.ts`), ...options, ...(values.json ? ["--json"] : [])];
  const { status, stdout } = spawnSync(process.execPath, args, {
    stdio: ["inherit", values.json ? "pipe" : "inherit", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) process.exitCode = 1;
  return values.json && stdout !== "" ? (JSON.parse(stdout) as unknown) : undefined;
}

main();
