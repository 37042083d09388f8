/**
 * Time per body: the parser, the whole handler, floods and refusals. Standard output carries the handler's log lines.
 */
import { createRequire } from "node:module";
import { XMLParser } from "fast-xml-parser";
import type * as Handler from "../../handler";
import { report } from "../figures";
import type { Row } from "../figures";
import { FLOODS, job, SECRET, SEED, SEED_JOB, shots } from "./bodies";
import { measureInTurns, ratio } from "./measure";

const fromBench = createRequire(`${__dirname}/../package.json`);
const { parseCallback, defineHandler } = createRequire(__filename)(process.argv[2]!) as typeof Handler;
const { DOMParser } = fromBench("@xmldom/xmldom") as {
  DOMParser: new () => { parseFromString(x: string, t: string): unknown };
};
const { parseString } = fromBench("xml2js") as { parseString: (xml: string, done: (error: unknown) => void) => void };

process.env.CI_CALLBACK_SECRETS = SECRET;
const DEFAULT = "new XMLParser().parse(x)";

void main();

/** One part per process, because a function gets only one format: that of its queue. */
async function main(): Promise<void> {
  const parts = { parsing, xml: () => handling("xml"), json: () => handling("json"), floods, refusals };
  report(await parts[process.argv[4] as keyof typeof parts]());
}

async function parsing(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, xml, calls] of [
    ["seed body", SEED, 200],
    ["1,000 shots", shots(1000), 3],
  ] as const) {
    const best = await measureInTurns(
      { mine: () => parseCallback(xml), other: () => new XMLParser().parse(xml) as unknown },
      { calls },
    );
    rows.push(ratio(`validated parse to a typed event, ${name}`, [best.mine, best.other], 0.75, DEFAULT));
  }
  return rows;
}

async function handling(format: "xml" | "json"): Promise<Row[]> {
  // More jobs than the handler remembers, so that none is a duplicate.
  const xml = Array.from({ length: 64 }, (_, i) => SEED.replace(SEED_JOB, `j${i}`));
  const json = xml.map((body) => JSON.stringify((parseCallback(body) as Handler.JobsEvent).raw));
  const handler = defineHandler({ onOtherJob: () => {} }, { remembered: 16 });
  let turn = 0;
  const next = (bodies: string[]): string => bodies[turn++ % bodies.length]!;
  const post = (body: string) => async (): Promise<void> => void (await answer(handler, body));
  if ((await answer(handler, xml[0]!)).body !== '{"status":"accepted"}') throw new Error("the handler does not accept");

  if (format === "json") {
    const twin = await measureInTurns(
      { mine: () => post(next(json))(), other: () => JSON.parse(next(json)) as unknown },
      { calls: 200, rounds: 100 },
    );
    return [ratio("whole handler, JSON twin", [twin.mine, twin.other], 8, "JSON.parse")];
  }
  const best = await measureInTurns(
    {
      mine: () => post(next(xml))(),
      other: () => new XMLParser().parse(next(xml)) as unknown,
      xml2js: () =>
        parseString(next(xml), (error) => {
          if (error) throw error as Error;
        }),
      xmldom: () => new DOMParser().parseFromString(next(xml), "text/xml"),
    },
    { calls: 100 },
  );
  return [
    ratio("whole handler, seed body", [best.mine, best.other], 1.3, DEFAULT),
    ratio("whole handler, seed body", [best.mine, best.xml2js], 1, "xml2js", true),
    ratio("whole handler, seed body", [best.mine, best.xmldom], 1, "xmldom", true),
  ];
}

async function floods(): Promise<Row[]> {
  const limits = { maxBytes: 6e6, maxReferences: 6e6 };
  const attempt = (body: string) => (): string => {
    try {
      return parseCallback(body, {}, limits).type;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const rows: Row[] = [];
  for (const [name, flood] of Object.entries(FLOODS)) {
    const small = attempt(flood(0.5e6));
    const large = attempt(flood(4e6));
    const best = await measureInTurns({ small, large }, { calls: 1, rounds: 20 });
    const outcome = large() === "jobs" ? "accepted" : "refused";
    const perMb: [number, number] = [best.large / 4, best.small / 0.5];
    rows.push(ratio(`time per MB, ${name} flood, 4 MB`, perMb, 1.5, `at 0.5 MB; ${outcome}`));
  }
  return rows;
}

async function refusals(): Promise<Row[]> {
  const handler = defineHandler({});
  const doctype = job("<a/>".repeat(200_000), '<!DOCTYPE a [<!ENTITY b "c">]>');
  const bodies = { "over the limit (6 MB)": [FLOODS.text!(6e6), 413], "DOCTYPE (0.8 MB)": [doctype, 400] } as const;
  const rows: Row[] = [];
  for (const [name, [body, status]] of Object.entries(bodies)) {
    if ((await answer(handler, body)).statusCode !== status) throw new Error(`${name} is not refused`);
    const best = await measureInTurns({ mine: () => answer(handler, body) }, { calls: 5, rounds: 20 });
    rows.push({ name: `refusal: ${name}`, value: best.mine / 1000, unit: "ms", target: 1, detail: `HTTP ${status}` });
  }
  return rows;
}

function answer(handler: Handler.ScfFunction, body: string): Promise<Handler.HttpResponse> {
  const headers = {
    host: "demo.tencentscf.com",
    "content-type": "application/xml",
    "x-scf-remote-addr": "203.0.113.7",
  };
  return handler({ httpMethod: "POST", path: `/${SECRET}`, headers, queryString: {}, body }, { request_id: "r1" });
}
