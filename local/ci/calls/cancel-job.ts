import { accessDenied, resourceNotFound } from "../../http/errors";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";

/** Cancels a job that has not started. */
export const cancelJob: Call = {
  host: "ci",
  method: "PUT",
  path: /^\/jobs\/([^/]+)$/,
  action: "cancel",
  needs: "media",
  actions: ["ci:CancelMediaJob"],
  run({ bucket, params: [id], jobs, requestId }) {
    const job = bucket.jobs.get(id!);
    if (!job) throw resourceNotFound(`job ${id} does not exist in bucket ${bucket.name}`);
    if (job.State !== "Submitted" && job.State !== "Pause") {
      throw accessDenied(`job ${job.JobId} is ${job.State}; only a job that has not started can be cancelled`);
    }
    jobs.cancel(job);
    return xmlReply({ RequestId: requestId });
  },
};
