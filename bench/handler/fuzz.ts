import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { CallbackParseError, parseCallback } from "../../handler";
import type { CallbackEvent } from "../../handler";
import { differsFromSaxes, documents, XML_PIECES } from "./second-opinion";
import { readOptions, wholeNumber } from "../../scripts/options";
import { job, SEED, shots } from "./bodies";

const USAGE = `Parses generated and mutated bodies with parseCallback. Each must give an event or a CallbackParseError; a damaged body
must give no event that the intact body does not give. saxes is a second opinion on well-formedness and texts of XML; a
difference that docs/handler.md does not name is a violation.

  npm run fuzz                       a million bodies
  npm run fuzz -- --cases 5000       that many
  npm run fuzz -- --seed 42          the same bodies again

Exit code 1 at the first violation, with the seed that repeats it.`;

const values = readOptions(USAGE, {
  cases: { type: "string", default: "1000000" },
  seed: { type: "string", default: String(Date.now() % 1e9) },
});
const CASES = wholeNumber(USAGE, "cases", values.cases);
const SEED_NUMBER = wholeNumber(USAGE, "seed", values.seed, 0);
const PROGRESS_MS = 5_000;
const counts = { events: 0, refusals: 0 };

/** An event, or `undefined` for a refusal; any other error is a violation and is thrown. */
function parse(body: string | Uint8Array): CallbackEvent | undefined {
  try {
    const event = parseCallback(body);
    counts.events++;
    return event;
  } catch (error) {
    if (!(error instanceof CallbackParseError)) throw error;
    counts.refusals++;
    return undefined;
  }
}

const EVENT_NAMES = ["TaskFinish", "WorkflowFinish", "ReviewImage", "New", ""];
const names = fc.constantFrom(
  ...["EventName", "JobsDetail", "JobId", "Tag", "State", "Operation", "Input", "WorkflowExecution", "RunId", "Tasks"],
  ...[
    "MediaResult",
    "OutputFile",
    "ObjectName",
    "TimeInfo",
    "code",
    "data",
    "result",
    "trace_id",
    "message",
    "Response",
  ],
  ...["toString", "constructor", "prototype", "__proto__", "hasOwnProperty", "#text", "a", "字"],
);
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom(
    ...EVENT_NAMES,
    "Success",
    "&amp;",
    "&#0;",
    "&#x4e2d;",
    "&bogus;",
    "<![CDATA[x]]>",
    "]]>",
    "<!-- -->",
    "\0",
  ),
);

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, depthSize: "small" },
    texts,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(names, tie("tree"), { maxKeys: 5 }),
  ),
}));

/** Serializes a tree as XML without checking what XML allows. */
function toXml(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map(toXml).join("");
  return Object.entries(value)
    .map(([name, member]) => `<${name}>${toXml(member)}</${name}>`)
    .join("");
}

const INTACT_BODIES = [
  SEED,
  shots(3),
  job('<a b="c>d">x</a><!-- c --><b><![CDATA[<&]]></b>', '<?xml version="1.0"?>\n'),
].flatMap((xml) => [xml, JSON.stringify((parseCallback(xml) as { raw: unknown }).raw)]);
const intactBody = fc.constantFrom(...INTACT_BODIES);
const position = fc.nat({ max: 1_000_000 });
const PIECES = [
  "<",
  ">",
  "/",
  "&",
  ";",
  '"',
  "'",
  "\0",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "\\u0000",
  " ",
  "<!DOCTYPE a>",
];

/** Properties by name: a generator of cases, and the property that must hold. */
const PROPERTIES = {
  "any tree as JSON": fc.property(tree, (value) => void parse(JSON.stringify(value))),
  "any tree as XML": fc.property(tree, (value) => void parse(`<Response>${toXml(value)}</Response>`)),
  "any text": fc.property(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("", "<", "{", "<Response>"),
    (text, start) => void parse(start + text),
  ),
  "any bytes": fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void parse(bytes)),
  "a whole body cut off is no event": fc.property(intactBody, position, (body, at) => {
    const bytes = Buffer.from(body);
    return parse(bytes.subarray(0, at % bytes.length)) === undefined;
  }),
  "a whole body with a piece cut out is no other job": fc.property(
    intactBody,
    position,
    fc.nat({ max: 200 }),
    (body, at, length) => {
      const from = at % body.length;
      const event = parse(body.slice(0, from) + body.slice(from + length + 1));
      return event === undefined || event.type === "jobs" || event.type === "unknown";
    },
  ),
  "a whole body with a byte changed": fc.property(intactBody, position, fc.nat({ max: 255 }), (body, at, byte) => {
    const bytes = Buffer.from(body);
    bytes[at % bytes.length] = byte;
    parse(bytes);
  }),
  "a whole body with a piece put in": fc.property(
    intactBody,
    position,
    fc.constantFrom(...PIECES),
    (body, at, piece) => {
      const from = at % (body.length + 1);
      parse(body.slice(0, from) + piece + body.slice(from));
    },
  ),
  "a body with its end repeated is no event": fc.property(intactBody, position, (body, length) => {
    const tail = body.slice(-1 - (length % (body.length - 1)));
    return tail.trim() === "" || parse(body + tail) === undefined;
  }),
  "a document is well-formed, and has the texts, that saxes finds: pieces of XML": fc.property(
    documents,
    (document) => !differsFromSaxes(document),
  ),
  "a document is well-formed, and has the texts, that saxes finds: a whole body with a piece put in": fc.property(
    intactBody.filter((body) => body.startsWith("<")),
    position,
    fc.constantFrom(...PIECES, ...XML_PIECES),
    (body, at, piece) => {
      const from = at % (body.length + 1);
      return !differsFromSaxes(body.slice(0, from) + piece + body.slice(from));
    },
  ),
  "an accepted body is accepted alike again": fc.property(tree, (value) => {
    const body = JSON.stringify({
      EventName: "TaskFinish",
      JobsDetail: { JobId: "j", Tag: "t", State: "s", Operation: value },
    });
    return isDeepStrictEqual(parse(body), parse(body));
  }),
};

const started = Date.now();
let done = 0;
let reportedAt = started;
while (done < CASES) {
  for (const [name, property] of Object.entries(PROPERTIES)) {
    const numRuns = Math.min(1000, CASES - done);
    if (numRuns <= 0) break;
    const result = fc.check(property as fc.IProperty<unknown>, { numRuns, seed: SEED_NUMBER + done });
    if (result.failed) {
      console.error(`fuzz: violated: ${name}\n${fc.defaultReportMessage(result) ?? ""}`);
      process.exit(1);
    }
    done += numRuns;
  }
  if (({} as Record<string, unknown>).polluted !== undefined) throw new Error("Object.prototype is polluted");
  if (Date.now() - reportedAt > PROGRESS_MS) {
    reportedAt = Date.now();
    console.error(`fuzz: ${done} cases after ${((reportedAt - started) / 1000).toFixed(0)} s`);
  }
}
const seconds = ((Date.now() - started) / 1000).toFixed(0);
console.log(
  `fuzz: ${done} cases in ${seconds} s, seed ${SEED_NUMBER}: ${counts.events} events, ${counts.refusals} refusals, ` +
    "no other exception, no false event, no difference from saxes that is not documented",
);
