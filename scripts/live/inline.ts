/** Tests of an inline pipeline: callbacks. */
import { createJob } from "../../api/jobs";
import { putObject } from "../../api/objects";
import { textOf } from "../../api/xml";
import type { CallRecord, Finding, LiveContext } from "./context";
import { makeFilm } from "./film";
import { recordsOf } from "./objects";
import { callAbout, pause, secondsSince } from "./scenarios";
import type { Drive } from "./scenarios";

const NAME = "inline";

export const driveInline: Drive = async (live, stack) => {
  const url = (await stack.output("callbackUrl"))!;
  const [film, failing] = [`${live.prefix}inline/film.avi`, `${live.prefix}inline/answer-500.avi`];
  for (const key of [film, failing]) await putObject(live.client, live.bucket, key, makeFilm());

  const begin = performance.now();
  const byQueue = await callAbout(live, NAME, await submit(live, film));
  const callbackSeconds = secondsSince(begin);
  const asXml = await callAbout(live, NAME, await submit(live, film, { CallBack: url, CallBackFormat: "XML" }));
  const failed = await callAbout(
    live,
    NAME,
    await submit(live, `${live.prefix}inline/missing.avi`, { CallBack: url, CallBackFormat: "JSON" }),
  );
  const refused = await submit(live, failing, { CallBack: url, CallBackFormat: "JSON" });
  await callAbout(live, NAME, refused);
  live.say(`inline: answered 500; waiting ${live.patienceMs / 1000} s for CI to call again …`);
  await pause(live.patienceMs, live.signal);
  const records = await recordsOf(live, NAME);
  return {
    callbackSeconds,
    findings: [repeatFinding(live, records, refused), ...callFindings(byQueue, asXml, failed, records)],
  };
};

/** Submits a job that only reads the film's data; returns its id. */
export async function submit(
  live: LiveContext,
  key: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const request = { Tag: "MediaInfo", Input: { Object: key }, Operation: {}, ...more };
  return textOf((await createJob(live.client, live.bucket, request)) ?? {}, "JobId");
}

function repeatFinding({ patienceMs }: LiveContext, records: readonly CallRecord[], jobId: string): Finding {
  const calls = records.filter(({ subjects }) => subjects.includes(jobId)).map(({ at }) => Date.parse(at));
  const gaps = calls.slice(1).map((at, index) => Math.round((at - calls[index]!) / 100) / 10);
  const accepted = records.filter(({ status }) => status === 200).flatMap(({ subjects }) => subjects.slice(0, 1));
  const twice = accepted.filter((id, index) => accepted.indexOf(id) !== index).length;
  return {
    name: "callback-repeat",
    answer:
      `A callback that was answered with 500 came ${calls.length} time(s) within ${patienceMs / 1000} s` +
      `${gaps.length > 0 ? `, after ${gaps.join(", ")} s` : ""}; of those that were answered with 200, ${twice} came again.`,
    isAsAssumed: calls.length === 1 && twice === 0,
    seen: { calls: calls.length, gaps, acceptedTwice: twice },
  };
}

function callFindings(
  json: CallRecord,
  xml: CallRecord,
  failed: CallRecord,
  records: readonly CallRecord[],
): Finding[] {
  const names = Object.keys(json.headers).sort();
  const signed = names.filter((name) => /sign|auth|digest|hmac/i.test(name));
  const sources = [...new Set(records.map(({ source }) => source).filter(Boolean))].sort();
  const members = Object.keys(json.event as object).sort();
  return [
    {
      name: "callback-signed",
      answer:
        signed.length === 0 ? "No header of a callback is named like a signature." : `Headers: ${signed.join(", ")}.`,
      isAsAssumed: signed.length === 0,
      seen: json.headers,
    },
    {
      name: "callback-sources",
      answer: `Called from ${sources.join(", ") || "unknown addresses"}.`,
      seen: sources,
    },
    {
      name: "failed-body",
      answer: "The callback of a job on a missing object was accepted; its members are in the JSON report.",
      isAsAssumed: failed.status === 200,
      seen: failed.body,
    },
    { name: "url-late", answer: "The first apply had the address.", isAsAssumed: true },
    {
      name: "url-compatible",
      answer: `The event of a function URL has ${members.join(", ")}.`,
      isAsAssumed: json.status === 200,
      seen: json.event,
    },
    {
      name: "callback-shapes",
      answer: "Members of a callback in JSON, elements of one in XML.",
      seen: { json: json.body, xml: xml.body },
    },
  ];
}
