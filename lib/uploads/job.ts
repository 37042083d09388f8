import { jobKindOf } from "../../api/job-types";
import { ValidationError } from "../validation/errors";
import type { CiService } from "../access/grants";
import { UploadJob } from "./job-type";
import { analysisJobs } from "./jobs/analysis";
import { documentJobs } from "./jobs/documents";
import { editingJobs } from "./jobs/editing";
import { pictureJobs } from "./jobs/pictures";
import { soundJobs } from "./jobs/sound";
import { transcodingJobs } from "./jobs/transcoding";

/** Job types are part of XML documents and of queries. */
const TAG = /^[A-Za-z0-9]{1,64}$/;

/** Options of `Job.of`. */
export interface PlainJobOptions {
  /**
   * Which of CI's services runs it.
   *
   * @default - that of the type; "media" for one that is newer than this library
   */
  readonly service?: CiService;

  /**
   * Members of CI's `Input` beside the uploaded object; `false` for a job that does not read it.
   *
   * @default {}
   */
  readonly input?: Readonly<Record<string, unknown>> | false;

  /**
   * Queue that the job runs in.
   *
   * @default - the one that CI has for this type of job
   */
  readonly queueId?: string;
}

/** What `Job` has: the families of job types, and `of`. */
type JobBuilders = typeof transcodingJobs &
  typeof editingJobs &
  typeof pictureJobs &
  typeof soundJobs &
  typeof analysisJobs &
  typeof documentJobs & {
    /** Any job, in the vendor's names: also one that is newer than this library. Nothing of it is checked. */
    of(tag: string, operation?: Readonly<Record<string, unknown>>, options?: PlainJobOptions): UploadJob;
  };

/**
 * The jobs that CI can do on an upload, one function for each type. Options are called as CI calls them, with a small
 * first letter. Any text may hold `${InputPath}` (with its last slash), `${InputName}`, `${InputNameAndExt}` and
 * `${InputUrl}` of the upload; `${Ext}`, `${JobId}`, `${Number}` and their like are CI's.
 *
 * To add a type, declare it in the file of its family under `jobs/`; nothing else has to know it.
 *
 * @see https://cloud.tencent.com/document/product/460/84733
 */
export const Job: JobBuilders = {
  ...transcodingJobs,
  ...editingJobs,
  ...pictureJobs,
  ...soundJobs,
  ...analysisJobs,
  ...documentJobs,

  of(
    tag: string,
    operation: Readonly<Record<string, unknown>> = {},
    { service = jobKindOf(tag).service, input = {}, queueId }: PlainJobOptions = {},
  ): UploadJob {
    return new UploadJob(tag, service, (scope) => {
      if (!TAG.test(tag)) {
        throw new ValidationError(
          `Type of a job must be 1 to 64 letters and digits (got ${JSON.stringify(tag)})`,
          scope,
        );
      }
      return { operation, input: input === false ? undefined : input, queueId };
    });
  },
};
