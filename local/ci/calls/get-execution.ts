import { resourceNotFound } from "../../http/errors";
import { xmlReply } from "../../http/call";
import type { Call } from "../../http/call";

export const getExecution: Call = {
  host: "ci",
  method: "GET",
  path: /^\/workflowexecution\/([^/]+)$/,
  needs: "media",
  actions: ["ci:DescribeMediaWorkflowExecutions"],
  run({ bucket, params: [id], requestId }) {
    const execution = bucket.executions.get(id!);
    if (!execution) throw resourceNotFound(`workflow execution ${id} does not exist in bucket ${bucket.name}`);
    const { RunId, WorkflowId, WorkflowName, State, CreateTime, Object: object, Topology, Tasks } = execution;
    return xmlReply({
      RequestId: requestId,
      WorkflowExecution: {
        RunId,
        WorkflowId,
        WorkflowName,
        State,
        CreateTime,
        Object: object,
        Topology: { ...Topology },
        Tasks: Tasks.map((task) => ({ ...task })),
      },
    });
  },
};
