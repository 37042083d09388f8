import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onJob: {
    SplitVideoParts: (job, ctx) => {
      const shots = job.operation.SplitVideoInfoResult?.TimeInfo ?? [];
      ctx.log.info("shots found", { object: job.input?.object, shots: shots.length });
    },
  },
  onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
  onWorkflow: ({ execution }, ctx) => {
    const tasks = execution.tasks.map(({ name, state }) => `${name}: ${state}`);
    ctx.log.info("workflow finished", { object: execution.object, state: execution.state, tasks });
  },
});
