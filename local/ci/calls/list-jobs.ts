import { jobKindOf } from "../../../api/job-types";
import { invalidArgument } from "../../http/errors";
import { textOf } from "../../http/xml";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { jobDetail } from "../notify";
import { sliceOf } from "../paging";
import { inWindow, ordered } from "../list-filters";

/** Jobs of one type, newest first. */
export const listJobs: Call = {
  host: "ci",
  method: "GET",
  path: /^(\/(?:doc_)?jobs)$/,
  needs: "bound",
  actions: ({ request }) => jobKindOf(request.query.get("tag") ?? "").list,
  run({ bucket, params: [path], request: { query }, requestId }) {
    const tag = query.get("tag") ?? "";
    if (tag === "") throw invalidArgument("tag must be given");
    const { listPath } = jobKindOf(tag);
    if (listPath === undefined) throw invalidArgument(`${tag} is a type of job that is not listed`);
    if (listPath !== path) throw invalidArgument(`${tag} must be listed at ${listPath}`);
    const states = listParam(query, "states").filter((state) => state !== "All");
    const matchesParam = (name: string, value: string | undefined): boolean =>
      !query.get(name) || query.get(name) === value;
    const jobs = [...bucket.jobs.values()]
      .filter((job) => job.Tag === tag)
      .filter((job) => states.length === 0 || states.includes(job.State))
      .filter((job) => matchesParam("queueId", job.QueueId))
      .filter((job) => matchesParam("workflowId", job.Workflow?.WorkflowId))
      .filter((job) => matchesParam("inputObject", textOf(job.Input, "Object")))
      .filter((job) => inWindow(job.CreationTime, query));
    const { items, NextToken } = sliceOf(ordered(jobs, query), query);
    return xmlReply({ RequestId: requestId, JobsDetail: items.map(jobDetail), NextToken });
  },
};
