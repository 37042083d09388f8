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
  /** Queue that the job runs in. @default - the one that CI has for this type of job */
  queueId: matching(QUEUE_ID.pattern, QUEUE_ID.rule),
};

const OPERATION = {
  /**
   * Text that comes back with the callback, up to 900 printable ASCII characters. The upload's key is added to it, after
   * a blank.
   *
   * @default - the upload's key alone
   */
  userData: matching(/^[ -~]{1,900}$/, "have 1 to 900 printable ASCII characters"),
};

/** Jobs on documents and on files have no level. */
const LEVEL = {
  /** From 0 to 2; a higher one runs first. @default 0 */
  jobLevel: integer(0, 2),
};

/** How a type of job is declared. */
export interface JobTypeSpec<
  Operation extends Fields,
  Parameters extends Fields,
  Input extends Fields,
  Request extends Fields,
> {
  /** Options that stand right in CI's `Operation`, such as a template and where to write. */
  readonly operation?: Operation;
  /** Options that stand in a container of `Operation`. */
  readonly parameters?: Parameters;
  /** Options that are given when the user does not. @default - none */
  readonly defaults?: Partial<OptionsOf<Parameters>>;
  /** CI's name of that container. @default - the tag */
  readonly container?: string;
  /** Options that stand in CI's `Input`, beside the uploaded object. */
  readonly input?: Input;
  /** Options that stand in CI's `Request`, beside those of every job. */
  readonly request?: Request;
  /** Whether the job reads the uploaded object as its input. @default true */
  readonly readsUpload?: boolean;
  /** Whether the job is content with neither template nor parameters. @default false */
  readonly isFree?: boolean;
}

/** What every job may be told. */
export interface CommonJobOptions extends OptionsOf<typeof REQUEST & typeof OPERATION & typeof LEVEL> {}

type Options<F> = OptionsOf<F> & CommonJobOptions;

/** What makes jobs of one type; without argument where nothing is required. */
export type JobBuilder<Given> = (...args: object extends Given ? [options?: Given] : [options: Given]) => UploadJob;

/** A job as it is sent, but for what only an upload tells. */
export interface RenderedJob {
  /** Members of `Request.Operation`. */
  readonly operation: Readonly<Record<string, unknown>>;
  /** Members of `Request.Input` beside the object; absent for a job that does not read the upload. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly queueId?: string;
  /** Kind of the queue, where CI is to find it. */
  readonly queueType?: string;
}

/** A job that uploads start. Made by the functions of `Job`. */
export class UploadJob {
  constructor(
    /** CI's type of the job. */
    public readonly tag: string,
    /** Which of CI's services runs it. */
    public readonly service: CiService,
    private readonly rendering: (scope: IConstruct) => RenderedJob,
  ) {}

  /** Calls and permissions of this type of job; of a type that is newer than this library, those of its service. */
  public get kind(): JobKind {
    const known = isKnownTag(this.tag) ? jobKindOf(this.tag) : undefined;
    return known?.service === this.service ? known : JOB_KINDS[this.service];
  }

  /**
   * What is sent to CI, in its own names.
   *
   * @throws ValidationError for an option that is unknown, missing or not allowed
   */
  public render(scope: IConstruct): RenderedJob {
    return this.rendering(scope);
  }
}

/** Declares a type of job. The container of its parameters is called like the tag, as most are. */
export function jobType<
  Operation extends Fields = Record<never, never>,
  Parameters extends Fields = Record<never, never>,
  Input extends Fields = Record<never, never>,
  Request extends Fields = Record<never, never>,
>(
  tag: JobTag,
  spec: JobTypeSpec<Operation, Parameters, Input, Request> = {},
): JobBuilder<Options<Operation & Parameters & Input & Request>> {
  const { service } = jobKindOf(tag);
  const operation: OperationSpec = {
    operation: {
      ...spec.operation,
      ...OPERATION,
      ...(service === "document" || service === "file" ? {} : LEVEL),
    },
    parameters: spec.parameters ?? {},
    container: spec.container ?? tag,
    isFree: spec.isFree,
  };
  const input: Fields = spec.input ?? {};
  const request: Fields = { ...REQUEST, ...spec.request };
  const all = { ...request, ...operation.operation, ...operation.parameters, ...input };
  return (...[options = {}]) =>
    new UploadJob(tag, service, (scope) => {
      const subject = `Job ${tag}`;
      checkKnown(scope, subject, all, options);
      const given = { ...spec.defaults, ...pick(all, options) };
      const queue: { readonly QueueId?: string; readonly QueueType?: string } = renderFields(
        scope,
        subject,
        request,
        pick(request, given),
      );
      if (queue.QueueId !== undefined && queue.QueueType !== undefined) {
        throw new ValidationError(`${subject} must have queueId or queueType (got both): leave one out`, scope);
      }
      return {
        operation: renderOperation(scope, subject, operation, given),
        input: spec.readsUpload === false ? undefined : renderFields(scope, subject, input, pick(input, given)),
        queueId: queue.QueueId,
        queueType: queue.QueueType,
      };
    });
}
