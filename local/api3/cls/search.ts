import { ApiError } from "../../resources/kind";
import { optional, required } from "../action";
import type { ActionContext, Actions } from "../action";

/** Maximum lines in an answer. */
const MAX_LIMIT = 1000;
/** `SCF_FunctionName:"x" AND SCF_Message:"y"`: the supported part of the query language. */
const TERM = /^(SCF_FunctionName|SCF_RequestId|SCF_Message):"((?:[^"\\]|\\.)*)"$/;

/**
 * Cloud Log Service, version 2020-10-16: the log of functions, whichever topic they write to.
 *
 * @see https://cloud.tencent.com/document/api/614/56447
 */
export const search: Actions = {
  SearchLog(request, { logs }: ActionContext) {
    required(request, "TopicId");
    const [from, to, limit = 100] = ["From", "To", "Limit"].map((name) => request[name]) as [number, number, number?];
    if (typeof from !== "number" || typeof to !== "number" || from > to) {
      throw new ApiError("InvalidParameter", "From and To must be times in milliseconds, From the earlier one");
    }
    if (limit > MAX_LIMIT) throw new ApiError("InvalidParameter", `Limit must be at most ${MAX_LIMIT} (got ${limit})`);
    const terms = termsOf(optional(request, "QueryString"));
    const found = logs.all.flatMap((line, index) => {
      const fields = { SCF_FunctionName: line.functionName, SCF_RequestId: line.requestId, SCF_Message: line.text };
      const time = line.at.getTime();
      const isMatch = time >= from && time <= to && terms.every(([name, value]) => matches(fields, name, value));
      return isMatch ? [{ Time: time, PkgId: "local", PkgLogId: String(index), LogJson: JSON.stringify(fields) }] : [];
    });
    const sorted = optional(request, "Sort", "desc") === "asc" ? found : found.reverse();
    const begin = Number(optional(request, "Context", "0"));
    const end = begin + limit;
    const isLastPage = end >= sorted.length;
    return {
      Results: sorted.slice(begin, end),
      ListOver: isLastPage,
      Context: isLastPage ? "" : String(end),
      Analysis: false,
    };
  },
};

type Term = readonly [name: "SCF_FunctionName" | "SCF_RequestId" | "SCF_Message", value: string];

function termsOf(query: string): Term[] {
  return query
    .split(" AND ")
    .filter((term) => term !== "" && term !== "*")
    .map((term) => {
      const [, name, value = ""] = TERM.exec(term) ?? [];
      if (name === undefined)
        throw new ApiError("InvalidParameter.QueryError", `the query must be terms with AND (got ${term})`);
      return [name as Term[0], value.replace(/\\(.)/g, "$1")];
    });
}

/** A message matches if it contains the value; names must be equal to it. */
function matches(fields: Readonly<Record<Term[0], string>>, name: Term[0], value: string): boolean {
  return name === "SCF_Message" ? fields[name].includes(value) : fields[name] === value;
}
