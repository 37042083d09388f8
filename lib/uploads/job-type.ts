import type { IConstruct } from "constructs";
import { ValidationError } from "../validation/errors";
import { isKnownTag, JOB_KINDS, jobKindOf } from "../../api/job-types";
import type { JobKind, JobTag } from "../../api/job-types";
import type { CiService } from "../access/grants";
import { QUEUE_ID } from "../media/family";
import { checkKnown, integer, matching, pick, renderFields } from "../operations/fields";
import type { Fields, OptionsOf } from "../operations/fields";
import { renderOperation } from "../operations/operation";
import type { OperationSpec } from "../operations/operation";

const REQUEST = {
  /** Queue that runs the job. @default - CI's queue for this type of job */
  queueId: matching(QUEUE_ID.pattern, QUEUE_ID.rule),
};

const OPERATION = {
  /**
   * Text that the callback returns, up to 900 printable ASCII characters. The key of the upload is appended to it,
   * after a blank.
   *
   * @default - only the key of the upload
   */
  userData: matching(/^[ -~]{1,900}$/, "have 1 to 900 printable ASCII characters"),
};

/** Jobs on documents and on files have no level. */
const LEVEL = {
  /** From 0 to 2; a higher level runs first. @default 0 */
  jobLevel: integer(0, 2),
};

/** Declaration of a job type. */
export interface JobTypeSpec<
  Operation extends Fields,
  Parameters extends Fields,
  Input extends Fields,
  Request extends Fields,
> {
  /** Options directly in CI's `Operation`, such as a template and the output. */
  readonly operation?: Operation;
  /** Options in a container within `Operation`. */
  readonly parameters?: Parameters;
  /** Values of options that the user does not set. @default - none */
  readonly defaults?: Partial<OptionsOf<Parameters>>;
  /** CI's name of that container. @default - the tag */
  readonly container?: string;
  /** Options in CI's `Input`, beside the uploaded object. */
  readonly input?: Input;
  /** Options in CI's `Request`, beside those of every job. */
  readonly request?: Request;
  /** Whether the job reads the uploaded object as its input. @default true */
  readonly readsUpload?: boolean;
  /** Allows template and parameters to be both missing or both set. @default false */
  readonly skipsTemplateCheck?: boolean;
}

/** Options of every job. */
export interface CommonJobOptions extends OptionsOf<typeof REQUEST & typeof OPERATION & typeof LEVEL> {}

type JobOptions<F> = OptionsOf<F> & CommonJobOptions;

/** Creates jobs of one type. The argument is optional if no option is required. */
export type JobBuilder<Options> = (
  ...args: object extends Options ? [options?: Options] : [options: Options]
) => UploadJob;

/** The request of a job, without the parts that come from the upload. */
export interface RenderedJob {
  /** Members of `Request.Operation`. */
  readonly operation: Readonly<Record<string, unknown>>;
  /** Members of `Request.Input` beside the object; undefined for a job that does not read the upload. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly queueId?: string;
  /** Kind of the queue, if CI selects the queue. */
  readonly queueType?: string;
}

/** A job that uploads start. The functions of `Job` create it. */
export class UploadJob {
  constructor(
    /** CI's type of the job. */
    public readonly tag: string,
    /** Service of CI that runs the job. */
    public readonly service: CiService,
    private readonly renderRequest: (scope: IConstruct) => RenderedJob,
  ) {}

  /** Calls and permissions of this type of job; for a type that is newer than this library, those of its service. */
  public get kind(): JobKind {
    const known = isKnownTag(this.tag) ? jobKindOf(this.tag) : undefined;
    return known?.service === this.service ? known : JOB_KINDS[this.service];
  }

  /**
   * The request for CI, with CI's field names.
   *
   * @throws ValidationError for an option that is unknown, missing or not allowed
   */
  public render(scope: IConstruct): RenderedJob {
    return this.renderRequest(scope);
  }
}

/** Declares a type of job. The container of its parameters has the name of the tag unless another is set. */
export function jobType<
  Operation extends Fields = Record<never, never>,
  Parameters extends Fields = Record<never, never>,
  Input extends Fields = Record<never, never>,
  Request extends Fields = Record<never, never>,
>(
  tag: JobTag,
  spec: JobTypeSpec<Operation, Parameters, Input, Request> = {},
): JobBuilder<JobOptions<Operation & Parameters & Input & Request>> {
  const { service } = jobKindOf(tag);
  const operation: OperationSpec = {
    operation: {
      ...spec.operation,
      ...OPERATION,
      ...(service === "document" || service === "file" ? {} : LEVEL),
    },
    parameters: spec.parameters ?? {},
    container: spec.container ?? tag,
    skipsTemplateCheck: spec.skipsTemplateCheck,
  };
  const input: Fields = spec.input ?? {};
  const request: Fields = { ...REQUEST, ...spec.request };
  const allFields = { ...request, ...operation.operation, ...operation.parameters, ...input };
  return (...[options = {}]) =>
    new UploadJob(tag, service, (scope) => {
      const subject = `Job ${tag}`;
      checkKnown(scope, subject, allFields, options);
      const values = { ...spec.defaults, ...pick(allFields, options) };
      const queue: { readonly QueueId?: string; readonly QueueType?: string } = renderFields(
        scope,
        subject,
        request,
        pick(request, values),
      );
      if (queue.QueueId !== undefined && queue.QueueType !== undefined) {
        throw new ValidationError(`${subject} must have queueId or queueType (got both): leave one out`, scope);
      }
      return {
        operation: renderOperation(scope, subject, operation, values),
        input: spec.readsUpload === false ? undefined : renderFields(scope, subject, input, pick(input, values)),
        queueId: queue.QueueId,
        queueType: queue.QueueType,
      };
    });
}
