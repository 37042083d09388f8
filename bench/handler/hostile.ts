/** Hostile bodies: each is posted to the handler in its own process, limited to 256 MB and ten seconds. */
import { spawnSync } from "node:child_process";
import { report } from "../figures";
import type { Row } from "../figures";
import { FLOODS, job, SECRET } from "./bodies";

const [, , handler = ""] = process.argv;

/** Just under the default limit of 1 MB. */
const SIZE = 1_040_000;
const fill = (part: string): string => part.repeat(SIZE / part.length);
const entity = `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">${"bcdefghij"
  .split("")
  .map((name, i) => `<!ENTITY ${name} "${`&${"abcdefghij"[i]};`.repeat(10)}">`)
  .join("")}]>`;

/** JavaScript that generates the body, because a command line cannot hold it; and whether the body may be an event. */
const BODIES: Record<string, { body: string; harmless?: true }> = {
  "billion laughs": { body: job("<a>&j;</a>", entity) },
  "entity on each tag": { body: job(fill("<a>&j;</a>"), entity) },
  "external entity": { body: job("<a>&x;</a>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>') },
  "parameter entity": { body: job("<a/>", '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>') },
  "deep tags": { body: job(fill("<a>")) },
  "deep closed tags": { body: job("<a>".repeat(SIZE / 7) + "</a>".repeat(SIZE / 7)) },
  "deep JSON arrays": { body: `{"a":${"[".repeat(SIZE / 2)}${"]".repeat(SIZE / 2 - 10)}}` },
  "deep JSON objects": { body: '{"a":'.repeat(SIZE / 6) + '""' + "}".repeat(SIZE / 6) },
  "deep JSON with an escape": { body: `{"EventName":"\\ud83d\\ude00","a":${"[".repeat(8000)}${"]".repeat(8000)}}` },
  comments: { body: job(fill("<!--")) },
  "CDATA that never ends": { body: job(fill("<![CDATA[")) },
  "tags that never end": { body: job(fill("<a ")) },
  "quotes that never end": { body: job(`<a b="${fill("'")}`) },
  "one tag name": { body: job(`<${fill("a")}/>`) },
  "different names": {
    body: job(
      Array.from({ length: SIZE / 9 }, (_, i) => `<b${i}/>`)
        .join("")
        .slice(0, SIZE),
    ),
  },
  attributes: { body: FLOODS.attribute!(SIZE - 300) },
  "closing tags": { body: fill("</a>") },
  "processing instructions": { body: fill("<?a ?>") },
  "&lt; flood": { body: job(`<a>${fill("&lt;")}</a>`) },
  ampersands: { body: job(`<a>${fill("&")}</a>`) },
  "__proto__ tag": { body: job("<__proto__><polluted>1</polluted></__proto__>") },
  "__proto__ in JSON": { body: '{"EventName":"TaskFinish","__proto__":{"polluted":"1"},"JobsDetail":[]}' },
  "__proto__ escaped": { body: '{"EventName":"New","\\u005f_proto__":{"polluted":"1"}}' },
  "constructor.prototype tag": {
    body: job("<constructor><prototype><polluted>1</polluted></prototype></constructor>"),
    harmless: true,
  },
  "constructor.prototype in JSON": {
    body: '{"EventName":"New","constructor":{"prototype":{"polluted":"1"}}}',
    harmless: true,
  },
  "tag names of Object": { body: job("<toString/><valueOf/><hasOwnProperty/><__defineGetter__/>"), harmless: true },
  NUL: { body: job("<a>\0</a>") },
  "half a character": { body: job("<a>\ud800</a>") },
  "huge numbers": { body: `{"EventName":"New","a":${fill("9")}}`, harmless: true },
  "escaped quotes": { body: `{"EventName":"New","a":"${fill('\\"')}` },
  "trailing commas": { body: `{"EventName":"New","a":[1${fill(",")}]}` },
  "commas and blanks": { body: `{"EventName":"New","a":[1${fill(", ")}]}` },
  "colons and blanks": { body: `{"EventName":"New","a":"${fill(": ")}1.5",}`, harmless: true },
  "blank text": { body: fill(" ") },
  "blanks in a tag": { body: job(`<a${fill(" ")}/>`), harmless: true },
  text: { body: FLOODS.text!(SIZE - 300), harmless: true },
  blanks: { body: FLOODS.blank!(SIZE - 300), harmless: true },
  "empty tags": { body: FLOODS["empty tag"]!(SIZE - 300) },
  tags: { body: FLOODS.tag!(SIZE - 300), harmless: true },
  references: { body: FLOODS["&amp;"]!(SIZE - 300) },
  "jobs without end": {
    body: `<Response>${"<JobsDetail><JobId>j</JobId><Tag>a</Tag><State>b</State></JobsDetail>".repeat(SIZE / 70)}`,
  },
};

/** Writes `{ status, ms, polluted }` to standard error; reads the body from standard input. */
const PROGRAM = `
  const { main_handler } = require(process.argv[1]);
  const body = require("node:fs").readFileSync(0, "utf16le");
  const started = performance.now();
  main_handler({ httpMethod: "POST", path: "/${SECRET}", headers: {}, body }, {}).then(({ statusCode }) => {
    const polluted = "polluted" in {} || Object.prototype.polluted !== undefined || Array.prototype.polluted !== undefined;
    process.stderr.write(JSON.stringify({ status: statusCode, ms: performance.now() - started, polluted }));
  });`;

interface Outcome {
  readonly name: string;
  readonly status?: number;
  readonly ms: number;
  readonly polluted?: boolean;
}

/** The best of three if a run was slow: the machine may have been busy. */
const outcomes = Object.entries(BODIES).map(([name, { body }]): Outcome => {
  let best: Outcome = { name, ms: Infinity };
  for (let round = 0; round < 3 && best.ms > 500; round++) {
    const outcome = post(name, body);
    if (outcome.status === undefined) return outcome;
    if (outcome.ms < best.ms) best = outcome;
  }
  return best;
});

function post(name: string, body: string): Outcome {
  const { stderr, status, signal } = spawnSync(
    process.execPath,
    ["--max-old-space-size=256", "-e", PROGRAM, handler],
    // UTF-16, because UTF-8 cannot encode half a surrogate pair.
    {
      input: Buffer.from(body, "utf16le"),
      timeout: 10_000,
      env: { PATH: process.env.PATH, CI_CALLBACK_SECRETS: SECRET },
    },
  );
  if (status === 0) return { name, ...(JSON.parse(String(stderr)) as Omit<Outcome, "name">) };
  return { name: `${name} (${signal ?? `exit code ${status}`}: ${String(stderr).slice(-200)})`, ms: 10_000 };
}

const slowest = outcomes.reduce((a, b) => (a.ms > b.ms ? a : b));
const count = (name: string, found: readonly Outcome[]): Row => ({
  name,
  value: found.length,
  unit: "count",
  target: 0,
  detail: found.map((outcome) => outcome.name).join(", ") || `of ${outcomes.length} bodies`,
});

report([
  { name: "hostile bodies: slowest answer", value: slowest.ms, unit: "ms", target: 1000, detail: slowest.name },
  count(
    "hostile bodies: crashes",
    outcomes.filter(({ status }) => status === undefined),
  ),
  count(
    "hostile bodies: polluted prototypes",
    outcomes.filter(({ polluted }) => polluted),
  ),
  count(
    "hostile bodies: accepted",
    outcomes.filter(({ name, status }) => status === 200 && !BODIES[name]?.harmless),
  ),
  count(
    "harmless oddities: refused",
    outcomes.filter(({ name, status }) => status !== 200 && BODIES[name]?.harmless),
  ),
]);
