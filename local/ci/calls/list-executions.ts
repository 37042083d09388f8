import { invalidArgument } from "../../http/errors";
import { listParam, xmlReply } from "../../http/call";
import type { Call } from "../../http/call";
import { sliceOf } from "../paging";
import { inWindow, ordered } from "../list-filters";

export const listExecutions: Call = {
  host: "ci",
  method: "GET",
  path: /^\/workflowexecution$/,
  needs: "media",
  actions: ["ci:DescribeMediaWorkflowExecutions"],
  run({ bucket, request: { query }, requestId }) {
    const workflowId = query.get("workflowId") ?? "";
    if (workflowId === "") throw invalidArgument("workflowId must be given");
    const states = listParam(query, "states").filter((state) => state !== "All");
    const jobId = query.get("jobId") ?? "";
    const executions = [...bucket.executions.values()]
      .filter((run) => run.WorkflowId === workflowId)
      .filter((run) => states.length === 0 || states.includes(run.State))
      .filter((run) => jobId === "" || run.Tasks.some((task) => task.JobId === jobId))
      .filter((run) => inWindow(run.CreateTime, query));
    const { items, NextToken } = sliceOf(ordered(executions, query), query);
    return xmlReply({
      RequestId: requestId,
      WorkflowExecutionList: items.map(({ RunId, WorkflowId, State, CreateTime, Object: object }) => ({
        RunId,
        WorkflowId,
        State,
        CreationTime: CreateTime,
        Object: object,
      })),
      NextToken,
    });
  },
};
