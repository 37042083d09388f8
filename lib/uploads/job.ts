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

/** Job types become part of XML documents and of queries. */
const TAG = /^[A-Za-z0-9]{1,64}$/;

/** Options of `Job.of`. */
export interface PlainJobOptions {
  /**
   * Service of CI that runs the job.
   *
   * @default - the service of the type; "media" for a type that is newer than this library
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
   * @default - CI's queue for this type of job
   */
  readonly queueId?: string;
}

/** The members of `Job`: the families of job types, and `of`. */
type JobBuilders = typeof transcodingJobs &
  typeof editingJobs &
  typeof pictureJobs &
  typeof soundJobs &
  typeof analysisJobs &
  typeof documentJobs & {
    /**
     * A job of any type, with the vendor's field names; also a type that is newer than this library. Nothing in it is
     * checked.
     */
    of(tag: string, operation?: Readonly<Record<string, unknown>>, options?: PlainJobOptions): UploadJob;
  };

/**
 * The jobs that CI can run on an upload, one function for each type. Options have CI's field names with a small
 * first letter. Any text may contain `${InputPath}` (with its last slash), `${InputName}`, `${InputNameAndExt}` and
 * `${InputUrl}` of the upload; CI replaces `${Ext}`, `${JobId}`, `${Number}` and other wildcards.
 *
 * To add a type, declare it in the file of its family under `jobs/`; no other file lists the types.
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
