import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onWorkflow: ({ execution }, ctx) => {
    const tasks = execution.tasks.map(({ name, state }) => `${name}: ${state}`);
    ctx.log.info("workflow finished", { object: execution.object, state: execution.state, tasks });
  },
  onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
});
