import { defineHandler } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onJob: {
    SplitVideoParts: (job, ctx) => {
      const shots = job.operation.SplitVideoInfoResult?.TimeInfo ?? [];
      ctx.log.info("shots", { object: job.input?.object, shots: shots.length });
    },
  },
  onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
});
