/** API 3.0 of STS, CAM, SCF and CLS. */
import { CiApiError } from "../../api/errors";
import { callV3 } from "../../api/v3/call";
import type { V3Answer, V3Options } from "../../api/v3/call";
import type { Caller } from "../account";
import { NoLogTopicError } from "./platform";
import type { FunctionFacts, FunctionRef, LogLine, LogQuery, Platform } from "./platform";

const VERSIONS = { sts: "2018-08-13", cam: "2019-01-16", scf: "2018-04-16", cls: "2020-10-16" } as const;
/** The maximum number of lines in one answer. */
const PAGE_LINES = 1000;

/** @param options of all calls; tests set them */
export function createPlatform(caller: Caller, options: V3Options = {}): Platform {
  const { credentials, endpoint, agent, region: defaultRegion } = caller;
  const call = async (
    service: keyof typeof VERSIONS,
    action: string,
    body: Readonly<Record<string, unknown>>,
    region = defaultRegion,
  ): Promise<V3Answer> =>
    callV3({ service, action, version: VERSIONS[service], region, body }, await credentials(), {
      ...{ endpoint, agent },
      ...options,
    });

  const functionOf = async (ref: FunctionRef, qualifier?: string): Promise<V3Answer | undefined> => {
    const body = { FunctionName: ref.name, Namespace: ref.namespace, Qualifier: qualifier };
    return ifExists(() => call("scf", "GetFunction", body, ref.region));
  };

  return {
    async account() {
      return text((await call("sts", "GetCallerIdentity", {})).AccountId);
    },
    async hasRole(RoleName) {
      return (await ifExists(() => call("cam", "GetRole", { RoleName }))) !== undefined;
    },
    async findFunction(ref, qualifier) {
      const answer = await functionOf(ref, qualifier);
      return answer && factsOf(answer);
    },
    async aliasVersion({ name, namespace, region }, Name) {
      const body = { FunctionName: name, Namespace: namespace, Name };
      return text((await ifExists(() => call("scf", "GetAlias", body, region)))?.FunctionVersion);
    },
    async *logs({ function: ref, topicId, ...search }) {
      const answer = topicId === undefined ? await functionOf(ref) : undefined;
      const TopicId = topicId ?? text(answer?.ClsTopicId);
      if (TopicId === undefined) {
        throw new NoLogTopicError(`The function ${ref.name} must write to a log topic of CLS (got none)`);
      }
      yield* searchLog((body) => call("cls", "SearchLog", body, ref.region), { ...search, TopicId, ref });
    },
  };
}

interface Search extends Omit<LogQuery, "function" | "topicId"> {
  readonly TopicId: string;
  readonly ref: FunctionRef;
}

async function* searchLog(
  call: (body: Readonly<Record<string, unknown>>) => Promise<V3Answer>,
  { TopicId, ref, from, to, text: word, requestId }: Search,
): AsyncGenerator<LogLine> {
  const terms = { SCF_FunctionName: ref.name, SCF_RequestId: requestId, SCF_Message: word };
  const definedTerms = Object.entries(terms).filter((term): term is [string, string] => term[1] !== undefined);
  const QueryString = definedTerms.map(([name, value]) => `${name}:${quoted(value)}`).join(" AND ");
  const query = { TopicId, From: from, To: to, QueryString, QuerySyntax: 1, Sort: "asc", Limit: PAGE_LINES };
  for (let Context: string | undefined; ;) {
    const answer = await call({ ...query, Context });
    const results = (answer.Results ?? []) as readonly LogInfo[];
    for (const info of results) yield lineOf(info, ref);
    const next = text(answer.Context);
    if (answer.ListOver === true || results.length === 0 || next === undefined || next === Context) return;
    Context = next;
  }
}

interface LogInfo {
  readonly Time?: number;
  readonly PkgId?: string;
  readonly PkgLogId?: string;
  /** The fields of the line, as JSON. */
  readonly LogJson?: string;
}

/** @see https://cloud.tencent.com/document/product/583/60336 */
function lineOf({ Time = 0, PkgId = "", PkgLogId = "", LogJson = "{}" }: LogInfo, ref: FunctionRef): LogLine {
  const fields = JSON.parse(LogJson) as Readonly<Record<string, unknown>>;
  return {
    at: Time,
    functionName: text(fields["SCF_FunctionName"]) ?? ref.name,
    requestId: text(fields["SCF_RequestId"]) ?? "",
    text: (text(fields["SCF_Message"]) ?? "").replace(/\n$/, ""),
    id: `${PkgId}/${PkgLogId}`,
  };
}

function factsOf({ Runtime, Status, StatusDesc, ClsTopicId }: V3Answer): FunctionFacts {
  return {
    runtime: text(Runtime) ?? "",
    status: text(Status) ?? "",
    reason: text(StatusDesc),
    topicId: text(ClsTopicId),
  };
}

/**
 * Error codes for missing objects: `ResourceNotFound.FunctionName`, `ResourceNotFound.Alias`,
 * `InvalidParameter.RoleNotExist`.
 */
async function ifExists(call: () => Promise<V3Answer>): Promise<V3Answer | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof CiApiError && /^ResourceNotFound|NotExist$/.test(error.code)) return undefined;
    throw error;
  }
}

function quoted(word: string): string {
  return `"${word.replace(/["\\]/g, "\\$&")}"`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
