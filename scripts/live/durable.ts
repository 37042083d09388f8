/** Tests of durable delivery, uploads and a workflow. */
import { getExecution, listExecutions } from "../../api/executions";
import { putObject } from "../../api/objects";
import { textOf } from "../../api/xml";
import type { Finding, LiveContext } from "./context";
import { makeFilm } from "./film";
import { submit } from "./inline";
import { keysUnder, recordsOf } from "./objects";
import { callAbout, CALLBACK_MS, secondsSince, waitFor } from "./scenarios";
import type { Drive } from "./scenarios";

export const driveDurable: Drive = async (live, stack) => {
  const film = `${live.prefix}durable/film.avi`;
  await putObject(live.client, live.bucket, film, makeFilm());
  const begin = performance.now();
  const jobId = await submit(live, film);
  await callAbout(live, "durable", jobId);
  const callbackSeconds = secondsSince(begin);
  const inbox = { bucket: (await stack.output("inboxBucket"))!, region: live.bucket.region };
  await waitFor(live, "the callback among those that are done", CALLBACK_MS, async () =>
    (await keysUnder(live, inbox, "ci-callbacks/done/")).find((key) => key.includes(jobId)),
  );
  const events = (await recordsOf(live, "durable")).flatMap(({ keys }) => keys).filter((key) => key.includes(jobId));
  return {
    callbackSeconds,
    findings: [
      {
        name: "event-once",
        answer: `COS sent ${events.length} event(s) for one new object.`,
        isAsAssumed: true,
        seen: { events: events.length },
      },
    ],
  };
};

export const driveUploads: Drive = async (live) => {
  const keys = ["film.avi", "ü b&c+d.avi"].map((name) => `${live.prefix}uploads/${name}`);
  const begin = performance.now();
  let callbackSeconds: number | undefined;
  for (const [index, key] of keys.entries()) {
    await putObject(live.client, live.bucket, key, makeFilm());
    await waitFor(live, `a callback of the job on ${key}`, CALLBACK_MS, async () => {
      const subjects = new Set((await recordsOf(live, "uploads")).flatMap((record) => record.subjects));
      return subjects.size > index ? true : undefined;
    });
    callbackSeconds ??= secondsSince(begin);
  }
  const findings: Finding[] = [
    {
      name: "role-passing",
      answer: "The submitter's role submitted jobs without cam:PassRole.",
      isAsAssumed: true,
    },
    {
      name: "event-keys",
      answer: "An upload whose name has blanks, &, + and a letter outside of ASCII started its job.",
      isAsAssumed: true,
    },
  ];
  return { callbackSeconds, findings };
};

export const driveWorkflow: Drive = async (live) => {
  const begin = performance.now();
  await putObject(live.client, live.bucket, `${live.prefix}workflow/film.avi`, makeFilm());
  const call = await waitFor(live, "the callback of the workflow run", CALLBACK_MS, async () =>
    (await recordsOf(live, "workflow")).find(({ body }) => JSON.stringify(body).includes("WorkflowExecution")),
  );
  return { callbackSeconds: secondsSince(begin), findings: [await runName(live, call.subjects), ...WORKFLOW_FINDINGS] };
};

const WORKFLOW_FINDINGS: readonly Finding[] = [
  { name: "start-queue", answer: "A workflow whose start names no queue was created, and ran.", isAsAssumed: true },
];

async function runName(live: LiveContext, subjects: readonly string[]): Promise<Finding> {
  for (const id of subjects) {
    const run = await getExecution(live.client, live.bucket, id);
    if (!run) continue;
    const named = ["WorkflowName", "Name"].filter((name) => textOf(run, name) !== "");
    const listed = listExecutions(live.client, live.bucket, textOf(run, "WorkflowId"), {
      from: new Date(Date.now() - 3_600_000),
      to: new Date(),
    });
    const first = await listed.next();
    const seen = { run: Object.keys(run), list: first.done ? [] : Object.keys(first.value) };
    return {
      name: "run-name",
      answer: `The name of a run is in ${named.join(" and ") || "neither"}.`,
      isAsAssumed: named.length > 0,
      seen,
    };
  }
  return { name: "run-name", notTried: "the callback named no run that could be read" };
}
