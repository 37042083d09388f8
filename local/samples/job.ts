import { timestampOf } from "../clock";
import type { CallbackFormat } from "../ci/post";
import { jobLetter } from "../ci/job-kinds";
import type { JobLetter } from "../ci/job-kinds";
import type { Job } from "../ci/model";
import { callbackBody, jobDetail } from "../ci/notify";
import { simulateResult } from "../ci/results";
import type { Outcome } from "../ci/results";
import type { XmlElement } from "../http/xml";
import { ciId } from "../ids";
import type { Setting } from "./options";
import { sampleRequests } from "./requests";

/** Seconds from the creation of a job to its start and to its end. */
const QUEUED_S = 2;
const RUNNING_S = 15;

/** No page shows the callback of a failed job; these codes and messages were observed. */
const FAILURES: Readonly<Record<JobLetter, readonly [code: string, message: string]>> = {
  j: ["InvalidArgument", "the input file cannot be decoded"],
  s: ["InvalidArgument", "the input file cannot be decoded"],
  a: ["InvalidImage", "image width and height are too small"],
  c: ["InvalidImage", "image width and height are too small"],
  d: ["InvalidParameter", "encrypted document"],
  f: ["InvalidArgument", "the file is not an archive"],
};

/** A finished job, and the objects that it produced. */
export interface SampleJob extends Pick<Outcome, "outputs"> {
  readonly job: Job;
}

/** A job with this tag that ended now. */
export function sampleJob(tag: string, setting: Setting): SampleJob {
  const { bucket, region, now, isFailed } = setting;
  const request = sampleRequests[tag]!({ name: bucket, region });
  const object = setting.object ?? request.object;
  const ago = (seconds: number): string => timestampOf(new Date(now.getTime() - seconds * 1000));
  const letter = jobLetter(tag);
  const [code, message] = FAILURES[letter];
  const job: Job = {
    JobId: ciId(letter),
    Tag: tag,
    State: isFailed ? "Failed" : "Success",
    Code: isFailed ? code : "Success",
    Message: isFailed ? message : "",
    Progress: "100",
    CreationTime: ago(QUEUED_S + RUNNING_S),
    StartTime: ago(RUNNING_S),
    EndTime: ago(0),
    QueueId: setting.queueId ?? ciId("p"),
    Input: { BucketId: bucket, Object: object, Region: region },
    Operation: { JobLevel: "0", ...request.operation },
    callback: {},
  };
  if (isFailed) return { job, outputs: [] };
  const input = { body: Buffer.from(object), etag: object }; // as in the local cloud: equal objects have equal results
  const { operation, outputs } = simulateResult(job, { name: bucket, region }, input);
  return { job: { ...job, Operation: { ...job.Operation, ...operation } }, outputs };
}

/** Body of the callback of a job with this tag. */
export function sampleJobBody(tag: string, setting: Setting, format: CallbackFormat): string {
  const { job } = sampleJob(tag, setting);
  const detail = { ...jobDetail(job), ...DETAIL_OVERRIDES[tag]?.(job.Input) };
  return callbackBody({ EventName: "TaskFinish", JobsDetail: [detail] }, format);
}

const fileInput = ({ BucketId, ...rest }: XmlElement): XmlElement => ({ Input: { Bucket: BucketId, ...rest } });

/** Tags whose callback differs from all others. */
const DETAIL_OVERRIDES: Readonly<Record<string, (input: XmlElement) => XmlElement>> = {
  DocProcess: ({ Object: object }) => ({ Input: { Object: object }, StartTime: undefined }),
  FileCompress: fileInput,
  FileHashCode: fileInput,
  FileUncompress: fileInput,
  Translation: ({ Object: object }) => ({ Input: { Object: object, Lang: "en", Type: "docx", BasicType: "" } }),
  Tts: () => ({ Input: undefined }),
};
