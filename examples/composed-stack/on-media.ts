import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onOtherJob: (job, ctx) => ctx.log.info("job", { tag: job.tag, object: job.input?.object }),
  onWorkflow: ({ execution }, ctx) => ctx.log.info("run", { object: execution.object, state: execution.state }),
  onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
});
