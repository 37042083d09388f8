import { defineHandler, PermanentError, shots } from "cdktf-tencentcloud-ci/handler";

export default defineHandler(
  {
    onJob: {
      SplitVideoParts: (job, ctx) => {
        // Runs at least once: store idempotencyKey with each effect that must happen once.
        const { idempotencyKey, attempt, source } = ctx;
        if (!job.input?.object) throw new PermanentError(`A job must have an input object (got none in ${job.jobId})`);
        ctx.log.info("shots", { idempotencyKey, attempt, source, shots: shots(job).length });
      },
    },
    onFailedJob: (job, ctx) => ctx.log.error("job failed", { jobId: job.jobId, code: job.code, reason: job.message }),
  },
  { onDead: ({ key, attempts }) => console.error(`callback ${key} was given up after ${attempts} attempts`) },
);
