import { defineHandler, outputs, shots } from "cdktf-tencentcloud-ci/handler";

export default defineHandler({
  onJob: {
    SplitVideoParts: (job, ctx) => {
      ctx.log.info("shots", { object: job.input?.object, shots: shots(job) });
    },
    Snapshot: (job, ctx) => {
      ctx.log.info("cover", { object: job.input?.object, written: outputs(job).map(({ key }) => key) });
    },
  },
  onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
});
