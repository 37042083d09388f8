import { Fn, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { jsonTemplate } from "../terraform/json-template";
import { operand } from "../terraform/operand";
import { checkPresent, checkInteger, checkOneOf, checkText } from "../validation/check";
import { ValidationError } from "../validation/errors";
import type { JobTriggerProps } from "./job-trigger-props";
import type { UploadJob } from "./job-type";
import { claimOutputs, withOutputBucket } from "./outputs";
import { jobReceiver } from "./receiver";
import type { SubmissionRecord } from "./submission-record";

const MAX_JOBS = 10;

/** The first call of the function and two repetitions, which is the limit of an account. */
const MAX_ATTEMPTS = 3;

/** Share of the environment, 4 KB in total, that the jobs may take. */
const MAX_RULE_BYTES = 3000;

const PREFIX = /^(?!\/)[^*\\]{0,512}$/s;
const PREFIX_RULE = 'not start with "/", contain no * or \\ and have at most 512 characters';

const EXTENSION = /^[A-Za-z0-9]{1,16}$/;
const EXTENSION_RULE = "be 1 to 16 letters and digits, such as mp4";

/**
 * Settings of the submitter: which uploads start which jobs, the receiver of these jobs, and the submission record.
 *
 * @throws ValidationError for jobs that CI does not accept, that write where uploads start jobs, or that are too many
 */
export function submitterSettings(
  scope: IConstruct,
  props: JobTriggerProps,
  { bucketName, region, prefix }: SubmissionRecord,
): Record<string, string> {
  const { callbackUrl } = props;
  return {
    CI_CALLBACK_UPLOAD_RULE: renderRule(scope, props),
    ...(callbackUrl !== undefined && { CI_CALLBACK_UPLOAD_URL: sensitive(callbackUrl) }),
    CI_CALLBACK_RECORD_BUCKET: bucketName,
    ...(region !== undefined && { CI_CALLBACK_RECORD_REGION: region }),
    CI_CALLBACK_RECORD_PREFIX: prefix,
  };
}

/** @throws ValidationError for properties that COS, SCF or the submitter do not accept */
export function checkTrigger(scope: IConstruct, props: JobTriggerProps): void {
  const { bucket, region, prefix, job, extensions, resultFormat, attempts } = props;
  for (const [name, value] of Object.entries({ bucket, region, prefix, job })) {
    checkPresent(scope, `Uploads, ${name}`, value);
  }
  checkText(scope, "Prefix of the uploads", prefix, PREFIX, PREFIX_RULE);
  for (const name of extensions ?? []) checkText(scope, "Extension of the uploads", name, EXTENSION, EXTENSION_RULE);
  if (extensions?.length === 0) {
    throw new ValidationError(
      "Extensions of the uploads must include at least one (got none): leave them out for all",
      scope,
    );
  }
  checkOneOf(scope, "Result format", resultFormat, ["JSON", "XML"]);
  checkInteger(scope, "Attempts to submit", attempts, { min: 1, max: MAX_ATTEMPTS });
  const { length } = jobsOf(props);
  if (length === 0 || length > MAX_JOBS) {
    throw new ValidationError(`Jobs of an upload must be 1 to ${MAX_JOBS} (got ${length})`, scope);
  }
}

/** The jobs of an upload. */
export function jobsOf({ job }: Pick<JobTriggerProps, "job">): readonly UploadJob[] {
  return [job].flat();
}

function renderRule(scope: IConstruct, props: JobTriggerProps): string {
  const { bucket, region, prefix, extensions = [], resultFormat = "JSON", attempts = 3 } = props;
  const uploads = { bucket, region, prefix };
  const rule = jsonTemplate({
    ...{ prefix, extensions: extensions.map((name) => name.toLowerCase()), format: resultFormat, attempts },
    receiver: jobReceiver(scope, props),
    jobs: jobsOf(props).map((job) => {
      const { operation: rendered, ...request } = job.render(scope);
      const operation = withOutputBucket(rendered, uploads);
      claimOutputs(scope, job.tag, operation, uploads);
      return { ...request, tag: job.tag, path: job.kind.path, operation };
    }),
  });
  const bytes = Buffer.byteLength(rule);
  if (Token.isUnresolved(rule) || bytes <= MAX_RULE_BYTES) return rule;
  throw new ValidationError(
    `Jobs of an upload must have at most ${MAX_RULE_BYTES} bytes as JSON, for the function's environment ` +
      `(got ${bytes}); use a template, or several prefixes`,
    scope,
  );
}

/** Marks the URL as sensitive. An unresolved token keeps its own sensitivity. */
function sensitive(url: string): string {
  return Token.isUnresolved(url) ? url : (Fn.sensitive(operand(url)) as string);
}
