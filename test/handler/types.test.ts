import { describe, expect, expectTypeOf, it } from "vitest";
import type { CallbackEvent, Job, JobOf, OtherJob, Routes } from "../../handler";
import { defineHandler } from "../../handler";

// Checked by the compiler (`npm run typecheck`): each `@ts-expect-error` fails the check when its line compiles.
describe("types", () => {
  it("have the operation type of each tag", () => {
    defineHandler({
      onJob: {
        SplitVideoParts: (job) => {
          expectTypeOf(job.tag).toEqualTypeOf<"SplitVideoParts">();
          const parts = job.operation.SplitVideoInfoResult?.TimeInfo;
          expectTypeOf(parts?.[0]?.PartBegin).toEqualTypeOf<string | undefined>();
          // @ts-expect-error a result of another tag
          void job.operation.VideoTagResult;
          // @ts-expect-error leaves are text, not numbers
          const begin: number | undefined = parts?.[0]?.PartBegin;
          void begin;
        },
        Snapshot: async (job, ctx) => {
          expectTypeOf(job.operation.MediaResult?.OutputFile?.ObjectName).toEqualTypeOf<
            readonly string[] | undefined
          >();
          await ctx.ci.submitJob({ tag: "SmartCover", operation: { SmartCover: { Count: 3 } } });
          // @ts-expect-error a parameter of another tag
          await ctx.ci.submitJob({ tag: "SmartCover", operation: { Snapshot: { Count: 3 } } });
          // @ts-expect-error a tag that does not exist
          await ctx.ci.submitJob({ tag: "SmartCovers", operation: {} });
        },
      },
    } satisfies Routes);
    // @ts-expect-error a tag that does not exist
    expect(() => defineHandler({ onJob: { SplitVideoPart: () => {} } })).toThrow("did you mean SplitVideoParts?");
    // @ts-expect-error a route that does not exist
    expect(() => defineHandler({ onJobs: {} })).toThrow("(got onJobs)");
  });

  it("narrow a job by its tag, and leave unknown tags untyped", () => {
    const look = (job: Job): void => {
      if (job.tag === "VideoTag") {
        expectTypeOf(job).toEqualTypeOf<JobOf<"VideoTag">>();
        expectTypeOf(job.operation.VideoTagResult?.StreamData?.Data?.Tags[0]?.Confidence).toEqualTypeOf<
          string | undefined
        >();
      }
      if (job.tag === "Tts" || job.tag === "Transcode") return;
      // @ts-expect-error a tag that does not exist cannot be equal
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-comparison
      if (job.tag === "Transcodes") return;
      // @ts-expect-error jobs are not to be changed
      job.state = "Success";
    };
    expectTypeOf<OtherJob["operation"]["Anything"]>().toEqualTypeOf<unknown>();
    void look;
  });

  it("discriminate the kinds of events", () => {
    const look = (event: CallbackEvent): void => {
      if (event.type === "workflow") expectTypeOf(event.execution.tasks[0]?.jobId).toEqualTypeOf<string | undefined>();
      // @ts-expect-error only workflow events have an execution
      void event.execution;
    };
    void look;
  });
});
