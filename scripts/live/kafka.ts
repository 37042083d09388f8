/** Tests of a pipeline behind a topic: how CI writes messages. */
import { putObject } from "../../api/objects";
import type { CallRecord, Finding } from "./context";
import { makeFilm } from "./film";
import { submit } from "./inline";
import { recordsOf } from "./objects";
import { callAbout, secondsSince } from "./scenarios";
import type { Drive } from "./scenarios";

const NAME = "kafka";

/** More jobs than the topic has partitions. */
const JOBS = 6;

export const driveKafka: Drive = async (live) => {
  const film = `${live.prefix}kafka/film.avi`;
  await putObject(live.client, live.bucket, film, makeFilm());
  const begin = performance.now();
  const jobIds: string[] = [];
  for (let job = 0; job < JOBS; job++) jobIds.push(await submit(live, film));
  await callAbout(live, NAME, jobIds[0]!);
  const callbackSeconds = secondsSince(begin);
  for (const jobId of jobIds.slice(1)) await callAbout(live, NAME, jobId);
  return { callbackSeconds, findings: messageFindings(await recordsOf(live, NAME)) };
};

function messageFindings(records: readonly CallRecord[]): Finding[] {
  const messages = records.flatMap((record) => record.messages ?? []);
  const forms = [...new Set(messages.map(({ form }) => form))];
  const partitions = new Set(messages.map(({ partition }) => partition));
  const keyed = messages.filter(({ hasKey }) => hasKey).length;
  const batches = records.filter((record) => record.messages);
  return [
    {
      name: "queue-body",
      answer: `Messages are written as: ${forms.join(", ")}.`,
      isAsAssumed: forms.every((form) => form !== "other"),
      seen: messages[0]?.shape,
    },
    {
      name: "queue-key",
      answer: `Of ${messages.length} messages, ${keyed} have a key; they lie in ${partitions.size} partitions.`,
      isAsAssumed: true,
      seen: { messages: messages.length, keyed, partitions: partitions.size, batches: batches.length },
    },
    {
      name: "queue-role",
      answer: "CI wrote into the topic with the account's grants; no answer of the API names the role.",
      isAsAssumed: messages.length > 0,
    },
    { name: "queue-region", notTried: "the instance that was given is in the region of the bucket" },
    { name: "queue-group", notTried: "no interface that this run uses shows consumer groups" },
  ];
}
